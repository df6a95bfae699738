import { unavailable } from '@benchline/errors';
import { expect, test } from '@jest/globals';
import type { RecordWrite } from '../store.ts';
import { readBarrier } from './read-barrier.ts';

const now = 1_000_000;
const minutesMs = 60_000;

/** One record with compare-and-set and expiry: all that a barrier asks a store for. */
function oneRecord() {
  let kept = { key: '', value: '', version: 0, expiresAt: 0 };
  const present = (at: number) => (kept.expiresAt > at ? kept : undefined);
  return {
    get: (_org: number, _space: string, _key: string, at: number) => Promise.resolve(present(at)),
    put: (_org: number, _space: string, { key, value, expected, expiresAt = Infinity }: RecordWrite, at: number) => {
      if ((present(at)?.version ?? 0) !== expected) return Promise.resolve(undefined);
      kept = { key, value, version: kept.version + 1, expiresAt };
      return Promise.resolve(kept.version);
    },
  };
}

/** A barrier over records whose writes wait until the test lets them go, each in its turn. */
function gatedBarrier() {
  const writes: PromiseWithResolvers<undefined>[] = [];
  const records = oneRecord();
  const barrier = readBarrier({
    ...records,
    put: async (...given: Parameters<typeof records.put>) => {
      const write = Promise.withResolvers<undefined>();
      writes.push(write);
      await write.promise;
      return records.put(...given);
    },
  });
  return { barrier, writes };
}

/** What has happened to promises by now. */
async function states(promises: readonly Promise<void>[]): Promise<readonly string[]> {
  await turn();
  const fate = (promise: Promise<void>): Promise<string> =>
    Promise.race([
      promise.then(
        () => 'passed',
        () => 'failed',
      ),
      turn().then(() => 'waits'),
    ]);
  return Promise.all(promises.map(fate));
}

async function turn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

// @req keys.revocation
test('whoever comes while a write is under way waits for the next one, and all who do share it', async () => {
  const { barrier, writes } = gatedBarrier();
  const asked = [barrier(now), barrier(now), barrier(now)];
  const before = await states(asked);

  writes[0]?.resolve(undefined);
  const first = await states(asked);
  asked.push(barrier(now));
  writes[1]?.resolve(undefined);
  const second = await states(asked);
  writes[2]?.resolve(undefined);
  const third = await states(asked);

  expect(before).toEqual(['waits', 'waits', 'waits']);
  expect(first).toEqual(['passed', 'waits', 'waits']);
  expect(second).toEqual(['passed', 'passed', 'passed', 'waits']);
  expect([third[3], writes.length]).toEqual(['passed', 3]);
});

test('a write that fails lets nobody pass who waited for it, and those behind it all the same', async () => {
  const { barrier, writes } = gatedBarrier();
  const asked = [barrier(now), barrier(now)];

  writes[0]?.reject(unavailable('the store'));
  const first = await states(asked);
  writes[1]?.resolve(undefined);

  expect(first).toEqual(['failed', 'waits']);
  expect(await states(asked)).toEqual(['failed', 'passed']);
});

test('a replica that was not asked for long, or whose write came through without a word, writes once more', async () => {
  const records = oneRecord();
  let [lost, written] = [false, 0];
  const barrier = readBarrier({
    ...records,
    put: async (...given: Parameters<typeof records.put>) => {
      const version = await records.put(...given);
      if (version !== undefined) written += 1;
      if (lost) throw unavailable('the store');
      return version;
    },
  });

  await barrier(now);
  await barrier(now + 20 * minutesMs);
  lost = true;
  await expect(barrier(now + 20 * minutesMs)).rejects.toMatchObject({ kind: 'unavailable' });
  lost = false;
  const before = written;
  await barrier(now + 20 * minutesMs);

  expect([before, written]).toEqual([3, 4]);
});
