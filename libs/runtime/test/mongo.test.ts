import { randomUUID } from 'node:crypto';
import { test } from '@jest/globals';
import { openMongoStore } from '@benchline/store/mongo';
import { describeWithServer } from '@benchline/testing';
import fc from 'fast-check';
import type { Arena, Weather } from './play/arena.ts';
import { playOn, storeArena } from './play/arena.ts';
import { script } from './play/script.ts';

const weathers: readonly (readonly [string, Weather])[] = [
  ['serve rivals', { failing: 0, slow: 0.05, deaths: false }],
  ['lose calls and answers', { failing: 0.03, slow: 0.05, deaths: false }],
  ['die between any two calls', { failing: 0.01, slow: 0.05, deaths: true }],
];

describeWithServer('mongodb', 'runtimes on one store (MongoDB wire)', (server) => {
  async function mongoArena(): Promise<Arena> {
    const options = { url: server.url(), database: `runtime_${randomUUID()}`, shape: 'v1', timeoutMs: 10_000 };
    const store = await openMongoStore(options);
    return storeArena(store, () => store.close());
  }

  // @req runtime.serializable, runtime.rules-over-records, runtime.crash-between-steps, runtime.lost-insert-answer
  test.each(weathers)(
    'that %s end as if all commands had come one after the other',
    async (_what, weather) => {
      await using arena = await mongoArena();
      await fc.assert(
        fc.asyncProperty(script, (play) => playOn(arena, play, weather)),
        { numRuns: 12 },
      );
    },
    120_000,
  );
});
