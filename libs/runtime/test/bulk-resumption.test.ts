import { expect, test } from '@jest/globals';
import { unavailable } from '@benchline/errors';
import type { Outcome } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { startTeam } from './play/arena.ts';
import type { Join } from './team/actions.ts';
import { rename } from './team/actions.ts';
import { bulkFor, commandFor, joined, person, told } from './team/commands.ts';

const names = ['ada', 'ben', 'cem', 'dot', 'eva', 'fay'];
const people = names.map((name) => person(name));
const everyRow = names.map((name, index) => ({ index, status: 201, id: index + 1, externalId: name }));
const idempotencyKey = 'k1';

/** Every row is a commit of its own. */
const smallCommits = { limits: { commitBytes: 1 } };

/** Runs the bulk on a runtime of its own, which dies once so many of its commits are in. */
async function cutAfter(commits: number, store: Store, rows: readonly Join[] = people): Promise<void> {
  const { promise: died, resolve } = Promise.withResolvers<'died'>();
  let left = commits;
  const dying: Store = {
    ...store,
    append: (...given) => {
      if (left > 0) {
        left -= 1;
        return store.append(...given);
      }
      resolve('died');
      return new Promise(() => undefined);
    },
  };
  const call = startTeam(dying, smallCommits).change(bulkFor(rows, { idempotencyKey }));
  expect(await Promise.race([call, died])).toBe('died');
}

function retry(store: Store, rows: readonly Join[] = people): Promise<Outcome> {
  return startTeam(store, smallCommits).change(bulkFor(rows, { idempotencyKey }));
}

/** What is unset is absent once it was kept as JSON; the answer's writer makes the same bytes of both. */
function asKept(reply: unknown): unknown {
  return JSON.parse(JSON.stringify(reply));
}

// @req bulk.resume
test('a bulk that was cut off repeats the rows that are done and judges the rest', async () => {
  const store = memoryStore().view();
  await cutAfter(2, store);

  const { reply, replayed } = await retry(store);

  expect(replayed).toBe(false);
  expect(reply).toMatchObject({ items: everyRow, succeeded: 6, failed: 0 });
  expect((await store.position(1)).head).toBe(6);
});

// @req bulk.resume, idempotency.crash
test.each([1, 2, 3])(
  'a bulk that was cut off again and again, after %p rows each, has every row once',
  async (rows) => {
    const store = memoryStore().view();
    for (let done = 0; done + rows < names.length; done += rows) await cutAfter(rows, store);

    const first = await retry(store);
    const replayed = await retry(store);

    expect(first.reply).toMatchObject({ items: everyRow, succeeded: 6, failed: 0 });
    expect(replayed).toEqual({ reply: asKept(first.reply), replayed: true, many: true });
  },
);

test('a row that was refused before the cut is judged anew', async () => {
  const store = memoryStore().view();
  const other = startTeam(store);
  await joined(other, person('ben', { team: 'other' }));
  await cutAfter(2, store);

  await other.change(commandFor(rename, { id: 1, name: 'bea' }));
  const { reply } = await retry(store);

  expect(reply).toMatchObject({ succeeded: 6, failed: 0 });
});

test('a bulk whose rows are all done but whose end was cut off keeps its answer with the retry', async () => {
  const store = memoryStore().view();
  const rows = [...people, person('ada', { team: 'other' })];
  await cutAfter(5, store, rows);

  const first = await retry(store, rows);
  const again = await retry(store, rows);

  expect(first.reply).toMatchObject({ succeeded: 6, failed: 1 });
  expect(again).toEqual({ reply: asKept(first.reply), replayed: true, many: true });
});

test('a copy that overtakes a running bulk finishes it, and both are told the same', async () => {
  const memory = memoryStore();
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const slow = startTeam(
    memory.view(async () => {
      for (let turns = 0; turns < 5; turns += 1) await turn();
    }),
    smallCommits,
  );
  const quick = startTeam(memory.view(turn), smallCommits);

  const outcomes = await Promise.all([slow, quick].map((one) => one.change(bulkFor(people, { idempotencyKey }))));

  const [first, second] = outcomes.map(({ reply }) => JSON.stringify(reply));
  expect(first).toBe(second);
  expect(outcomes[0]?.reply).toMatchObject({ items: everyRow });
  expect((await memory.view().position(1)).head).toBe(6);
});

test('a command that comes between the parts of a bulk takes what it takes, and the row that wanted it is refused', async () => {
  const memory = memoryStore();
  const store = memory.view();
  const rival = startTeam(memory.view());
  let appends = 0;
  const interrupted: Store = {
    ...store,
    append: async (...given) => {
      if ((appends += 1) === 3) await joined(rival, person('fay', { team: 'other' }));
      return store.append(...given);
    },
  };

  const { reply } = await startTeam(interrupted, smallCommits).change(bulkFor(people, { idempotencyKey }));

  expect(reply).toMatchObject({ succeeded: 5, failed: 1, items: { 2: { id: 4 }, 5: { detail: '"name_taken"' } } });
  expect(await store.position(1)).toMatchObject({ head: 6, applied: 6 });
});

test('a bulk that fails in the middle is told to come again, and what was done stays done', async () => {
  const store = memoryStore().view();
  let appends = 0;
  const failing: Store = {
    ...store,
    append: (...given) => ((appends += 1) > 2 ? Promise.reject(unavailable('the store')) : store.append(...given)),
  };
  const runtime = startTeam(failing, smallCommits);

  const first = await told(runtime.change(bulkFor(people, { idempotencyKey })));
  const { reply } = await retry(store);

  expect(first).toBe('unavailable');
  expect(reply).toMatchObject({ items: everyRow });
  await runtime.stop();
});
