import { expect, test } from '@jest/globals';
import { unavailable } from '@benchline/errors';
import { memoryStore } from '@benchline/runtime/testing';
import type { VirtualTime } from '@benchline/testing';
import { virtualTime } from '@benchline/testing';
import type { Partitions } from './partitions.ts';
import { sharePartitions } from './partitions.ts';

const leaseMs = 6_000;
const count = 8;

/** What befalls a replica, and what it does. */
interface Replica {
  /** What it works now. */
  readonly works: Set<number>;
  readonly failures: unknown[];
  /** Its way to the store: `away` answers nothing good, `frozen` nothing at all. */
  store: 'there' | 'away' | 'frozen';
  /** Where set, the end of work waits for it. */
  slowly: Promise<unknown> | undefined;
}

interface Lab {
  readonly time: VirtualTime;
  readonly start: (worker: string) => Replica & Partitions;
  readonly replicas: readonly Replica[];
}

function lab(): Lab {
  const time = virtualTime(1_000_000);
  const store = memoryStore();
  const replicas: Replica[] = [];
  return {
    ...{ time, replicas },
    start: (worker) => {
      const replica: Replica = { works: new Set(), failures: [], store: 'there', slowly: undefined };
      const { records } = store.view(async () => {
        if (replica.store === 'away') throw unavailable('the store');
        if (replica.store === 'frozen') await new Promise(() => undefined);
      });
      replicas.push(replica);
      const { now: clock, pause } = time;
      const partitions = sharePartitions({
        ...{ records, worker, count, leaseMs, clock, pause },
        failed: (error) => void replica.failures.push(error),
        work: workOf(replica),
      });
      return Object.assign(replica, partitions);
    },
  };
}

function workOf(replica: Replica) {
  return async (partition: number, signal: AbortSignal): Promise<void> => {
    replica.works.add(partition);
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
    await replica.slowly;
    replica.works.delete(partition);
  };
}

/** How many replicas work each part. */
const workers = ({ replicas }: Lab): readonly number[] =>
  Array.from({ length: count }, (_, part) => replicas.filter(({ works }) => works.has(part)).length);

const shares = ({ replicas }: Lab): readonly number[] => replicas.map(({ works }) => works.size);
const once = Array.from({ length: count }, () => 1);

test('one replica has all parts at once', async () => {
  const all = lab();

  all.start('a');
  await all.time.advance(0);

  expect(workers(all)).toEqual(once);
});

test.each([
  [2, [4, 4]],
  [3, [3, 3, 2]],
  [5, [2, 2, 2, 2, 0]],
])('%p replicas that come one after the other share the parts', async (replicas, even) => {
  const all = lab();

  for (let place = 0; place < replicas; place += 1) {
    all.start(`worker ${String(place)}`);
    await all.time.advance(leaseMs);
  }
  await all.time.advance(leaseMs);

  expect(workers(all)).toEqual(once);
  expect(shares(all).toSorted((a, b) => b - a)).toEqual(even);
});

// @req robots.shared-work
test('replicas that come at once never work a part twice, at any moment', async () => {
  const all = lab();
  for (const worker of ['a', 'b', 'c']) all.start(worker);

  const most: number[] = [];
  for (let moment = 0; moment < 30; moment += 1) {
    await all.time.advance(leaseMs / 10);
    most.push(Math.max(...workers(all)));
  }

  expect(Math.max(...most)).toBe(1);
  expect(workers(all)).toEqual(once);
});

test('the parts of a replica that says nothing go to the others in a lease and a look, and stay until then', async () => {
  const all = lab();
  const [a, b] = [all.start('a'), all.start('b')];
  await all.time.advance(2 * leaseMs);
  const before = [...a.works];

  a.store = 'frozen';
  await all.time.advance(leaseMs / 2);
  const meanwhile = b.works.size;
  await all.time.advance(leaseMs);

  expect([before.length, meanwhile, b.works.size]).toEqual([4, 4, count]);
});

test('a replica that has thawed lets go of what another has meanwhile, and gets its share back', async () => {
  const all = lab();
  const [a, b] = [all.start('a'), all.start('b')];
  await all.time.advance(2 * leaseMs);
  a.store = 'away';
  await all.time.advance(2 * leaseMs);
  const during = workers(all);

  a.store = 'there';
  await all.time.advance(leaseMs);

  expect(Math.max(...during)).toBe(2);
  expect([workers(all), shares(all)]).toEqual([once, [4, 4]]);
  expect([a.failures.length > 0, b.failures]).toEqual([true, []]);
});

test('a replica that has thawed takes nothing from who has it meanwhile, although that one is away itself', async () => {
  const all = lab();
  const [a, b] = [all.start('a'), all.start('b')];
  await all.time.advance(2 * leaseMs);
  a.store = 'away';
  await all.time.advance(2 * leaseMs);

  [a.store, b.store] = ['there', 'away'];
  await all.time.advance(leaseMs / 4);

  expect([a.works.size, b.works.size]).toEqual([0, count]);
});

test('while the store is away a replica keeps what it has, and has it afterwards', async () => {
  const all = lab();
  const a = all.start('a');
  await all.time.advance(leaseMs);

  a.store = 'away';
  await all.time.advance(3 * leaseMs);
  const during = a.works.size;
  a.store = 'there';
  await all.time.advance(leaseMs);

  expect([during, a.works.size]).toEqual([count, count]);
});

test('a replica that stops leaves its parts to the others at their next look', async () => {
  const all = lab();
  const [a, b] = [all.start('a'), all.start('b')];
  await all.time.advance(2 * leaseMs);

  await a.stop();
  const stopped = a.works.size;
  await all.time.advance(leaseMs / 4);

  expect([stopped, b.works.size, a.failures]).toEqual([0, count, []]);
});

test('a replica that stops while the store is away has stopped', async () => {
  const all = lab();
  const a = all.start('a');
  await all.time.advance(leaseMs);

  a.store = 'away';
  await a.stop();

  expect(a.works.size).toBe(0);
});

test('a part is given away when the last of its work is done, and until then nobody else has it', async () => {
  const all = lab();
  const a = all.start('a');
  await all.time.advance(0);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  a.slowly = promise;

  const b = all.start('b');
  await all.time.advance(3 * leaseMs);
  const during = [workers(all), b.works.size];
  resolve(undefined);
  await all.time.advance(leaseMs);

  expect(during).toEqual([once, 0]);
  expect([workers(all), shares(all)]).toEqual([once, [4, 4]]);
});
