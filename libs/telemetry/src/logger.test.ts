import { expect, test } from '@jest/globals';
import { AppError } from '@benchline/errors';
import { createLogger, type Logger } from './index.ts';

const key = `biokey_${'a1B2'.repeat(4)}.${'Pl4nt3d'.repeat(5)}`;

interface Recorded {
  readonly log: Logger;
  /** The lines written so far. */
  readonly lines: () => readonly Record<string, unknown>[];
  readonly output: () => string;
}

function recorded(level = 'info'): Recorded {
  let output = '';
  const destination = { write: (line: string) => void (output += line) };
  const lines = () =>
    output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
  return {
    log: createLogger({ service: 'execution', version: '0.1.0', level, destination }),
    lines,
    output: () => output,
  };
}

// @req service.redaction
test('a line is a JSON object with service, version, level in words and time in UTC', () => {
  const { log, lines } = recorded();

  log.info({ org: 1 }, 'ready');

  expect(lines()).toEqual([
    expect.objectContaining({ service: 'execution', version: '0.1.0', level: 'info', org: 1, msg: 'ready' }),
  ]);
  expect(lines()[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('what is less severe than the level is not written', () => {
  const { log, output } = recorded('warn');

  log.info('quiet');

  expect(output()).toBe('');
});

// @req service.redaction
test.each<[string, (log: Logger) => void]>([
  [
    'a header',
    (log) => {
      log.info({ headers: { authorization: 'Pl4nt3d', 'X-Api-Key': 'Pl4nt3d', 'set-cookie': ['Pl4nt3d'] } });
    },
  ],
  [
    'a field far inside',
    (log) => {
      log.info({ a: { b: [{ c: { d: { newPassword: 'Pl4nt3d' } } }] } });
    },
  ],
  [
    'a secret object',
    (log) => {
      log.info({ token: { value: 'Pl4nt3d' } });
    },
  ],
  [
    'a field of a child',
    (log) => {
      log.child({ sealing_key: 'Pl4nt3d' }).info('hello');
    },
  ],
  [
    'the message',
    (log) => {
      log.info(`refused ${key}`);
    },
  ],
  [
    'an argument of the message',
    (log) => {
      log.info('refused %s', key);
    },
  ],
  [
    'a URL with a quoted password',
    (log) => {
      log.warn({ url: 'mongodb://lab:"Pl4nt3d"@db:27017/x' });
    },
  ],
  [
    'an escaped URL',
    (log) => {
      log.warn({ nested: JSON.stringify({ url: 'nats://lab:Pl4nt3d@bus' }) });
    },
  ],
  [
    'an error',
    (log) => {
      log.error({ err: new Error('no answer from nats://lab:Pl4nt3d@bus') });
    },
  ],
  [
    'a cause',
    (log) => {
      log.error({ err: new Error('away', { cause: new Error(`Bearer ${key}`) }) });
    },
  ],
  [
    'an error of ours',
    (log) => {
      log.error(new AppError('internal', 'x', 'y', { extras: { secret: 'Pl4nt3d' } }));
    },
  ],
  [
    'a key of an object',
    (log) => {
      log.info({ [`mongodb://lab:Pl4nt3d@db`]: 1 });
    },
  ],
])('a secret in %s is not written', (_where, write) => {
  const { log, output, lines } = recorded();

  write(log);

  expect(output()).not.toContain('Pl4nt3d');
  expect(output()).toContain('[redacted]');
  expect(lines()).toHaveLength(1);
});

test('what only sounds like a secret stays', () => {
  const { log, lines } = recorded();

  log.info({ actor: 'service_account/2', idempotencyKey: 'K-1', token: null }, 'the password was changed');

  expect(lines()[0]).toMatchObject({ idempotencyKey: 'K-1', token: null, msg: 'the password was changed' });
});
