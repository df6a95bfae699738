import { randomUUID } from 'node:crypto';
import type { Records } from '../store.ts';

/** No organization's. */
const org = 0;
const space = 'read_barriers';
/** Long after the last one of a replica that is gone. */
const keptMs = 600_000;

/**
 * A read alone may be of the past: a primary of MongoDB that was deposed answers, until it learns of it, from what a majority knew when
 * it still led. But no majority acknowledges its writes, so a write that is acknowledged was made where all earlier commits are, and the
 * driver reads nowhere behind that any more. The write has to begin after the call: those that come while one is under way share the next.
 */
export function readBarrier(records: Pick<Records, 'get' | 'put'>): Records['barrier'] {
  const key = randomUUID();
  let version = 0;
  let running = false;
  let next: { readonly done: PromiseWithResolvers<undefined>; now: number } | undefined;

  const write = async (now: number): Promise<void> => {
    const entry = { key, value: '', expected: version, expiresAt: now + keptMs };
    const written = await records.put(org, space, entry, now);
    // It has expired, or an earlier write came through without a word: nothing is written yet, so nothing is known.
    version = written ?? (await records.get(org, space, key, now))?.version ?? 0;
    if (written === undefined) await write(now);
  };
  const run = async (): Promise<void> => {
    running = true;
    for (let round = next; round !== undefined; round = next) {
      next = undefined;
      await write(round.now).then(() => {
        round.done.resolve(undefined);
      }, round.done.reject);
    }
    running = false;
  };
  return (now) => {
    next ??= { done: Promise.withResolvers(), now };
    next.now = Math.max(next.now, now);
    const { promise } = next.done;
    if (!running) void run();
    return promise;
  };
}
