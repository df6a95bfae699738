import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as config from './index.ts';
import {
  boolean,
  choice,
  defineSettings,
  durationMs,
  integer,
  readSettings,
  secretText,
  text,
  textList,
} from './index.ts';

const description = 'For the test.';
const settings = defineSettings({
  port: integer('PORT', { default: 8080, min: 0, max: 65_535, description }),
  metricsPort: integer('METRICS_PORT', { default: 9464, min: 0, max: 65_535, words: ['off'], description }),
  dataDir: text('BENCHLINE_DATA_DIR', { default: './data', description }),
  mongodbUrl: secretText('MONGODB_URL', { optional: true, prefixes: ['mongodb://'], description }),
  level: choice('LOG_LEVEL', { values: ['info', 'debug'], default: 'info', description }),
  allowHttp: boolean('WEBHOOK_ALLOW_HTTP', { default: false, description }),
  graceMs: durationMs('SHUTDOWN_GRACE_MS', { default: 25_000, description }),
  proxies: textList('BENCHLINE_TRUSTED_PROXIES', { default: [], description }),
});
const noFile = (): string => {
  throw new Error('no file');
};

function problemsOf(read: () => unknown): readonly config.SettingProblem[] {
  try {
    read();
  } catch (error) {
    if (error instanceof config.ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('nothing said, every setting is its default', () => {
  expect(readSettings(settings, {}, noFile)).toEqual({
    port: 8080,
    metricsPort: 9464,
    dataDir: './data',
    mongodbUrl: undefined,
    level: 'info',
    allowHttp: false,
    graceMs: 25_000,
    proxies: [],
  });
});

test('values have the types of their declarations', () => {
  const values = readSettings(
    settings,
    { METRICS_PORT: 'off', LOG_LEVEL: 'debug', MONGODB_URL: 'mongodb://db' },
    noFile,
  );

  const typed: {
    readonly port: number;
    readonly metricsPort: number | 'off';
    readonly mongodbUrl: string | undefined;
    readonly level: 'info' | 'debug';
    readonly proxies: readonly string[];
  } = values;
  // @ts-expect-error an optional setting may be undefined
  const certain: string = values.mongodbUrl;
  expect([typed.metricsPort, typed.level, certain]).toEqual(['off', 'debug', 'mongodb://db']);
});

test.each<[string, string, keyof typeof settings, unknown]>([
  ['PORT', '0', 'port', 0],
  ['PORT', '65535', 'port', 65_535],
  ['PORT', '', 'port', 8080],
  ['WEBHOOK_ALLOW_HTTP', 'true', 'allowHttp', true],
  ['SHUTDOWN_GRACE_MS', '2147483647', 'graceMs', 2_147_483_647],
  ['BENCHLINE_TRUSTED_PROXIES', ' 10.0.0.0/8, ::1,', 'proxies', ['10.0.0.0/8', '::1']],
])('%s=%p is read as it is meant', (...[name, given, key, value]) => {
  expect(readSettings(settings, { [name]: given }, noFile)[key]).toEqual(value);
});

test.each([
  ['PORT', '65536', 'must be an integer from 0 to 65535'],
  ['PORT', '-1', 'must be an integer from 0 to 65535'],
  ['PORT', '80.5', 'must be an integer from 0 to 65535'],
  ['PORT', '0x50', 'must be an integer from 0 to 65535'],
  ['PORT', ' 80', 'must be an integer from 0 to 65535'],
  ['PORT', 'off', 'must be an integer from 0 to 65535'],
  ['METRICS_PORT', 'none', 'must be an integer from 0 to 65535 or off'],
  ['WEBHOOK_ALLOW_HTTP', 'yes', 'must be true or false'],
  ['LOG_LEVEL', 'loud', 'must be info or debug'],
  ['SHUTDOWN_GRACE_MS', '2147483648', 'must be an integer from 0 to 2147483647'],
  ['MONGODB_URL', 'postgres://db', 'must begin with mongodb://'],
  ['BENCHLINE_DATA_DIR', 'd'.repeat(4097), 'must be at most 4096 characters'],
])('%s=%p is refused in words', (name, given, problem) => {
  expect(problemsOf(() => readSettings(settings, { [name]: given }, noFile))).toEqual([{ name, problem }]);
});

// @req service.config
test('all that is wrong is told at once, in one line and without a value', () => {
  const env = { PORT: 'planted-1', LOG_LEVEL: 'planted-2', MONGODB_URL: 'planted-3', BENCHLINE_DATADIR: 'planted-4' };

  const message = expectMessage(() => readSettings(settings, env, noFile));

  for (const name of Object.keys(env)) expect(message).toContain(name);
  expect(message).not.toContain('planted');
  expect(message).not.toContain('\n');
});

test('a setting without default that is not optional must be given', () => {
  const strict = defineSettings({ target: text('EXECUTION_ADDRESS', { description }) });

  expect(problemsOf(() => readSettings(strict, {}, noFile))).toEqual([
    { name: 'EXECUTION_ADDRESS', problem: 'is required' },
  ]);
});

// @req service.config
test.each(['mongodb://db\n', 'mongodb://db\r\n', 'mongodb://db'])('a secret is read from its file, %p', (content) => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'url');
  writeFileSync(path, content);

  expect(readSettings(settings, { MONGODB_URL_FILE: path }).mongodbUrl).toBe('mongodb://db');
});

test('only one newline is taken off the end of a file', () => {
  expect(readSettings(settings, { MONGODB_URL_FILE: 'f' }, () => 'mongodb://db\n\n').mongodbUrl).toBe('mongodb://db\n');
});

test('a secret that is given twice is a problem, and so is a file that is absent or empty', () => {
  const twice = { MONGODB_URL: 'mongodb://a', MONGODB_URL_FILE: '/f' };

  expect(problemsOf(() => readSettings(settings, twice, () => 'mongodb://b'))).toHaveLength(1);
  expect(problemsOf(() => readSettings(settings, { MONGODB_URL_FILE: '/nowhere/planted' }))).toEqual([
    { name: 'MONGODB_URL', problem: 'comes from a file that cannot be read' },
  ]);
  expect(problemsOf(() => readSettings(settings, { MONGODB_URL_FILE: '/f' }, () => '\n'))).toHaveLength(1);
});

test('what is not secret does not come from a file', () => {
  const problems = problemsOf(() => readSettings(settings, { BENCHLINE_DATA_DIR_FILE: '/f' }, () => './elsewhere'));

  expect(problems).toEqual([{ name: 'BENCHLINE_DATA_DIR_FILE', problem: 'is not a setting of this product' }]);
});

test.each([
  'BENCHLINE_GATEWAY_SERVICE_HOST',
  'BENCHLINE_GATEWAY_SERVICE_PORT',
  'BENCHLINE_GATEWAY_SERVICE_PORT_HTTP',
  'BENCHLINE_PORT',
  'BENCHLINE_PORT_8080_TCP',
  'BENCHLINE_PORT_8080_TCP_ADDR',
])('%s, which Kubernetes injects, is not ours', (name) => {
  expect(problemsOf(() => readSettings(settings, { [name]: 'tcp://10.0.0.1:8080' }, noFile))).toEqual([]);
});

test.each(['BENCHLINE_PORTS', 'BENCHLINE_SERVICE_HOSTS', 'BENCHLINE_', 'BENCHLINE_EXPORT'])(
  '%s is a name that nobody knows',
  (name) => {
    expect(problemsOf(() => readSettings(settings, { [name]: 'x' }, noFile))).toHaveLength(1);
  },
);

test('a setting of another part of the product is let be, and so are those of the tests', () => {
  const mine = defineSettings({ port: integer('PORT', { default: 1, description }) });
  const others = Object.fromEntries([...config.productNames, ...config.testNames].map((name) => [name, 'x']));

  expect(problemsOf(() => readSettings(mine, others, noFile))).toEqual([]);
});

function expectMessage(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof config.ConfigError) return error.message;
  }
  throw new Error('no ConfigError');
}

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'benchline-config-'));
  return {
    path,
    [Symbol.dispose]() {
      rmSync(path, { recursive: true });
    },
  };
}
