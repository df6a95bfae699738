import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeWithServer } from '@benchline/testing';
import { freePort, temporaryFolder } from '@benchline/testing/servers';
import { expect, test } from '@jest/globals';
import { ownerSettings, signIn } from '../harness/administration.ts';
import { productProcess, type ProductProcess } from '../harness/product-process.ts';
import type { ExtraSettings } from '../harness/shapes.ts';

const testTimeoutMs = 120_000;
const quiet = { METRICS_PORT: 'off', LOG_LEVEL: 'info' } as const;
const [oldKey, newKey, wrongKey] = Array.from({ length: 3 }, () => randomBytes(32).toString('base64')) as [
  string,
  string,
  string,
];

interface Life {
  readonly product: ProductProcess;
  /** As its settings say, or why it didn't start. */
  readonly started: Promise<void>;
}

type Begin = (settings?: ExtraSettings) => Life;

/** Lives one whole life of a process. */
async function live(begin: Begin, settings: ExtraSettings, during: () => Promise<unknown> = () => Promise.resolve()) {
  const { product, started } = begin(settings);
  await started;
  try {
    await during();
  } finally {
    expect(await product.terminate()).toBe(0);
  }
}

/** What a start that fails says, and its exit code. */
async function refusalOf(begin: Begin, settings: ExtraSettings): Promise<{ code: number | null; output: string }> {
  const { product, started } = begin(settings);
  await expect(started).rejects.toThrow('did not start');
  return { code: await product.terminate(), output: product.output() };
}

function beginning(plan: Omit<Parameters<typeof productProcess>[0], 'env'>, env: ExtraSettings): Begin {
  return (settings = {}) => {
    const product = productProcess({ ...plan, env: { ...env, ...settings } });
    return { product, started: product.start() };
  };
}

const lacksTheKey = { code: 78, output: expect.stringMatching(/bad settings: BENCHLINE_SEALING_KEY lacks the key/) };

// @req first-start.sealing-key
test(
  'in one process a key is made; one’s own takes its place, and without the right one nothing starts',
  async () => {
    await using folder = await temporaryFolder();
    const port = String(await freePort());
    const begin = beginning(
      {
        name: 'standalone',
        main: 'services/standalone/src/main.ts',
        ready: (output) => output.includes('Benchline is ready at'),
      },
      { ...quiet, ...ownerSettings, PORT: port, BENCHLINE_DATA_DIR: folder.path },
    );
    const ownerComesIn = () => signIn(`http://127.0.0.1:${port}`);
    const file = join(folder.path, 'sealing-key');

    await live(begin, {}, ownerComesIn);
    const made = await readFile(file, 'utf8');
    await live(begin, {}, ownerComesIn);
    expect(await readFile(file, 'utf8')).toBe(made);
    await live(begin, { BENCHLINE_SEALING_KEY: newKey }, ownerComesIn);
    await rm(file);
    await live(begin, { BENCHLINE_SEALING_KEY: newKey }, ownerComesIn);

    const refusal = await refusalOf(begin, { BENCHLINE_SEALING_KEY: wrongKey });
    expect(refusal).toEqual(lacksTheKey);
    expect(refusal.output).not.toContain(wrongKey);
  },
  testTimeoutMs,
);

const identityProcess = {
  name: 'identity',
  main: 'services/identity/src/main.ts',
  ready: (output: string) => output.includes('answering gRPC'),
} as const;
const apart = {
  ...{ ...quiet, ...ownerSettings, BENCHLINE_GRPC_PORT: '0' },
  BENCHLINE_SERVICE_SECRET: randomBytes(32).toString('hex'),
} as const;

// @req first-start.sealing-key
test(
  'identity apart says at once that it lacks a key, though MongoDB is away',
  async () => {
    const begin = beginning(identityProcess, { ...apart, MONGODB_URL: 'mongodb://127.0.0.1:1/' });

    expect(await refusalOf(begin, {})).toEqual({
      code: 78,
      output: expect.stringMatching(/BENCHLINE_SEALING_KEY is required where MONGODB_URL is set/),
    });
  },
  testTimeoutMs,
);

describeWithServer('mongodb', 'replicas of identity', (mongo) => {
  // @req first-start.sealing-key
  test(
    'replace a key one after the other, and start with none that lacks it',
    async () => {
      await using folder = await temporaryFolder();
      const begin = beginning(identityProcess, {
        ...apart,
        BENCHLINE_DATA_DIR: folder.path,
        MONGODB_URL: mongo.url(),
        BENCHLINE_MONGODB_DATABASE_PREFIX: `sealing_${randomBytes(6).toString('hex')}`,
      });
      const onlyOld = { BENCHLINE_SEALING_KEY: oldKey };
      await live(begin, onlyOld, async () => {
        // Another replica, already with the new key, beside the one that has only the old.
        await live(begin, { BENCHLINE_SEALING_KEY: `${newKey},${oldKey}` });
      });
      await live(begin, { BENCHLINE_SEALING_KEY: newKey });
      expect(await refusalOf(begin, onlyOld)).toEqual(lacksTheKey);
    },
    testTimeoutMs,
  );
});
