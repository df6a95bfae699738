import { setTimeout as delay } from 'node:timers/promises';

export interface EventuallyOptions {
  /** How long to keep asking; 5 s unless told. */
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
  /** What is waited for, for the error. */
  readonly what?: string;
}

/**
 * Asks until the condition neither throws nor answers `false` or `undefined`, and gives its answer.
 * At the end of the time it throws, with the last error as cause. This is how tests wait, instead of sleeping.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 5_000, intervalMs = 10, what = 'the condition' }: EventuallyOptions = {},
): Promise<Exclude<T, false | undefined>> {
  const until = performance.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const answer = await beforeTheEnd(condition, until);
      if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>; // narrowed by the line's own test
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await delay(intervalMs);
  } while (performance.now() < until);
  throw new Error(`${what} did not come true within ${String(timeoutMs)} ms`, { cause });
}

/** A condition that hangs must not hang the wait. */
async function beforeTheEnd<T>(condition: () => T | Promise<T>, until: number): Promise<T> {
  const tooLate = new AbortController();
  const waiting = delay(Math.max(until - performance.now(), 1), undefined, { signal: tooLate.signal });
  try {
    return await Promise.race([
      (async () => condition())(),
      waiting.then(() => {
        throw new Error('the last try had no answer in time');
      }),
    ]);
  } finally {
    waiting.catch(() => undefined);
    tooLate.abort();
  }
}
