import { expect, test } from '@jest/globals';
import type { Runtime } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { startTeam } from './play/arena.ts';
import type { ListMembers } from './team/actions.ts';
import { listMembers, rename } from './team/actions.ts';
import { bulkFor, commandFor, joined, person } from './team/commands.ts';
import type { Listed } from './team/listed.ts';
import { longAgo, page } from './team/listed.ts';

const ids = ({ members }: Listed): readonly number[] => members.map(({ id }) => id);
const refusal = (list: Promise<unknown>): Promise<unknown> =>
  list.then(
    () => 'a page',
    (error: unknown) => (error as { reason?: unknown }).reason, // an AppError
  );

const start = Date.parse('2026-03-01T08:00:00.000Z');

/** One commit a second, from `start` on. */
function clocked(store: Store = memoryStore().view()): Runtime {
  let seconds = -1;
  return startTeam(store, { clock: () => start + (seconds += 1) * 1000 });
}

const at = (seconds: number, ms = 0): string => new Date(start + seconds * 1000 + ms).toISOString();

// @req list.updated-since
test('a walk by last change is ordered by it, oldest first, and each page says where to start the next walk', async () => {
  const runtime = startTeam(memoryStore().view());
  await joined(runtime, person('a'), person('b'), person('c'), person('d'));
  await runtime.change(commandFor(rename, { id: 2, name: 'B' }));

  const first = await page(runtime, { updatedSince: longAgo, limit: 3 });
  const second = await page(runtime, { updatedSince: longAgo, limit: 3, cursor: first.nextCursor });
  await runtime.change(commandFor(rename, { id: 1, name: 'A' }));
  const third = await page(runtime, { updatedAfterCursor: second.syncedTo });

  expect([ids(first), ids(second), ids(third)]).toEqual([[1, 3, 4], [2], [1]]);
  expect([second.nextCursor, third.nextCursor]).toEqual([undefined, undefined]);
  for (const { syncedTo } of [first, second, third]) expect(syncedTo).toEqual(expect.any(String));
  expect(ids(await page(runtime, { updatedAfterCursor: third.syncedTo }))).toEqual([]);
  expect(ids(await page(runtime, { updatedAfterCursor: first.syncedTo }))).toEqual([2, 1]);
});

test('other lists say nothing of where to start', async () => {
  const runtime = startTeam(memoryStore().view());
  await joined(runtime, person('a'));

  expect((await page(runtime, {})).syncedTo).toBeUndefined();
});

// @req list.updated-since
test('the time is inclusive, and between commits, before the first and after the last it does what it says', async () => {
  const store = memoryStore().view();
  const runtime = clocked(store);
  await joined(runtime, person('a'), person('b'), person('c'));
  const made = (await store.commits(1, 0, 9)).map((commit) => commit.at);
  const since = async (time: number): Promise<readonly number[]> =>
    ids(await page(runtime, { updatedSince: new Date(time).toISOString() }));
  const [one = 0, two = 0, three = 0] = made;

  expect(await since(one - 5000)).toEqual([1, 2, 3]);
  expect(await since(one)).toEqual([1, 2, 3]);
  expect(await since(one + 1)).toEqual([2, 3]);
  expect(await since(two)).toEqual([2, 3]);
  expect(await since(three)).toEqual([3]);
  expect(await since(three + 1)).toEqual([]);
  expect((await page(runtime, { updatedSince: at(1e6) })).syncedTo).toBeDefined();
});

// @req list.updated-since
test('a walk has the filters of its list', async () => {
  const runtime = startTeam(memoryStore().view());
  await joined(
    runtime,
    person('ada', { team: 'x' }),
    person('ben', { team: 'x', role: 'member' }),
    person('cem', { role: 'member' }),
    person('dan', { team: 'x' }),
  );
  const walked = async (input: ListMembers): Promise<readonly number[]> =>
    ids(await page(runtime, { updatedSince: longAgo, ...input }));

  expect(await walked({ team: 'x' })).toEqual([1, 2, 4]);
  expect(await walked({ role: 'member' })).toEqual([2, 3]);
  expect(await walked({ ids: [4, 1, 9, 1] })).toEqual([1, 4]);
  expect(await walked({ q: 'AN' })).toEqual([4]);
  expect(await walked({ q: 'AD' })).toEqual([1]);
});

// @req list.updated-since, list.cursor-invalid
test('a place in a walk is taken only by its list, filters and organization, whole', async () => {
  const runtime = startTeam(memoryStore().view());
  const team = 'x';
  await joined(runtime, person('a', { team }), person('b', { team }), person('c', { team }));
  const walked = await page(runtime, { team, updatedSince: longAgo, limit: 1 });
  const { nextCursor = '', syncedTo = '' } = walked;
  const newest = (await page(runtime, { team, limit: 1 })).nextCursor ?? '';
  const other = { ...listMembers, name: 'ListOthers' };

  const taken = await Promise.all(
    [
      runtime.list(1, listMembers, { team, cursor: nextCursor, limit: 2 }),
      runtime.list(1, listMembers, { team, cursor: nextCursor, updatedSince: at(1) }),
      runtime.list(1, listMembers, { team, updatedAfterCursor: syncedTo, updatedSince: longAgo }),
      runtime.list(1, listMembers, { team, cursor: nextCursor, updatedAfterCursor: syncedTo }),
    ].map(refusal),
  );
  const refused = await Promise.all(
    [
      runtime.list(1, listMembers, { cursor: nextCursor }),
      runtime.list(1, listMembers, { team: 'y', updatedAfterCursor: syncedTo }),
      runtime.list(1, other, { team, updatedAfterCursor: syncedTo }),
      runtime.list(2, listMembers, { team, updatedAfterCursor: syncedTo }),
      runtime.list(1, listMembers, { team, updatedAfterCursor: '' }),
      runtime.list(1, listMembers, { team, updatedAfterCursor: syncedTo.slice(0, -1) }),
      runtime.list(1, listMembers, { team, updatedAfterCursor: newest }),
      runtime.list(1, listMembers, { team, updatedSince: longAgo, cursor: newest }),
    ].map(refusal),
  );

  expect(taken).toEqual(Array(4).fill('a page'));
  expect(refused).toEqual(Array(8).fill('invalid_cursor'));
});

// @req list.cursor
test('a cursor of an earlier release is read', async () => {
  const runtime = startTeam(memoryStore().view());
  await runtime.change(bulkFor(['a', 'b', 'c'].map((name) => person(name, { team: 'x' }))));

  expect(ids(await page(runtime, { team: 'x', q: undefined, limit: 1, cursor: 'MS4zLkJva25WX3pnUVRY' }))).toEqual([2]);
});

/** A place where somebody waits until he is let on. */
function gate(): { readonly pass: () => Promise<void>; readonly reached: Promise<void>; readonly open: () => void } {
  const reached = Promise.withResolvers<undefined>();
  const opened = Promise.withResolvers<undefined>();
  return {
    pass: async () => {
      reached.resolve(undefined);
      await opened.promise;
    },
    reached: reached.promise,
    open: () => {
      opened.resolve(undefined);
    },
  };
}

// @req list.updated-since
test('a page tells nothing of a commit that is in by half, so that no later page begins behind the other half', async () => {
  const memory = memoryStore();
  const plain = memory.view();
  const [reading, writing] = [gate(), gate()];
  let stepsLeft = Infinity;
  const reader = startTeam(memory.view(async () => ((stepsLeft -= 1) === 0 ? reading.pass() : undefined)));
  const writer = startTeam(
    memory.view(async () => {
      const wanted = { entities: [{ kind: 'member', id: 3 }], names: [], answers: [], counters: [], members: [] };
      if ((await plain.load(1, wanted, 0)).entities[0]?.version === 2) await writing.pass();
    }),
  );
  await startTeam(plain).change(bulkFor(['a', 'b', 'c'].map((name) => person(name))));
  const first = await page(reader, { updatedSince: longAgo, limit: 1 });
  stepsLeft = 2; // where the log stands, then the changes

  const reads = page(reader, { cursor: first.nextCursor, limit: 1 });
  await reading.reached;
  const writes = Promise.all([3, 1].map((id) => writer.change(commandFor(rename, { id, name: `new ${String(id)}` }))));
  await writing.reached;
  reading.open();
  const second = await reads;
  writing.open();
  await writes;
  const third = await page(
    reader,
    second.nextCursor === undefined ? { updatedAfterCursor: second.syncedTo } : { cursor: second.nextCursor },
  );

  expect([...first.members, ...second.members, ...third.members].map(({ name }) => name)).toEqual([
    'a',
    'b',
    'new 1',
    'new 3',
  ]);
});
