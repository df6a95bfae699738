import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryArena, playOn, sqliteArena } from './play/arena.ts';
import { script } from './play/script.ts';

const engines = [
  { engine: 'memory', open: () => Promise.resolve(memoryArena()), numRuns: 150 },
  { engine: 'SQLite', open: sqliteArena, numRuns: 60 },
];

describe.each(engines)('runtimes on one store ($engine)', ({ open, numRuns }) => {
  // @req runtime.serializable, runtime.rules-over-records, ids.contiguous
  test('end as if all commands had come one after the other', async () => {
    await using arena = await open();
    const weather = { failing: 0, slow: 0.05, deaths: false };
    await fc.assert(
      fc.asyncProperty(script, (play) => playOn(arena, play, weather)),
      { numRuns },
    );
  }, 60_000);

  // @req runtime.lost-insert-answer, idempotency.crash, runtime.serializable
  test('end so although calls to the store fail before, in the middle of and after their effect', async () => {
    await using arena = await open();
    const weather = { failing: 0.03, slow: 0.05, deaths: false };
    await fc.assert(
      fc.asyncProperty(script, (play) => playOn(arena, play, weather)),
      { numRuns },
    );
  }, 60_000);

  // @req runtime.crash-between-steps, runtime.catch-up-first
  test('end so although runtimes die between any two steps, and all that was committed is seen', async () => {
    await using arena = await open();
    const weather = { failing: 0.01, slow: 0.05, deaths: true };
    await fc.assert(
      fc.asyncProperty(script, (play) => playOn(arena, play, weather)),
      { numRuns },
    );
  }, 60_000);
});
