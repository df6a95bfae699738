import { DatabaseSync } from 'node:sqlite';
import { join as pathTo } from 'node:path';
import { expect, test } from '@jest/globals';
import { AppError } from '@benchline/errors';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { openSqliteStore } from '@benchline/store';
import { withFaults } from '@benchline/store/faults';
import { temporaryFolder } from '@benchline/testing';
import fc from 'fast-check';
import { startTeam, unbuilt } from './play/arena.ts';
import { perform } from './play/perform.ts';
import { script } from './play/script.ts';
import { join, listMembers, rename, setEmail } from './team/actions.ts';
import { commandFor, joined, person, told } from './team/commands.ts';

const tables = ['entities', 'terms', 'names', 'answers', 'counters', 'marks'] as const;

/** All rows of a shape's projections, in the order of their keys. */
function rowsOf(folder: string, shape: string): Readonly<Record<string, unknown>> {
  using database = new DatabaseSync(pathTo(folder, 'store.db'), { readOnly: true });
  return Object.fromEntries(
    tables.map((table) => {
      const columns = database.prepare(`select * from ${table}_${shape} limit 1`).columns();
      const order = columns.map((_, index) => String(index + 1)).join(', ');
      return [table, database.prepare(`select * from ${table}_${shape} order by ${order}`).all()];
    }),
  );
}

async function withStore(folder: string, shape: string, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openSqliteStore({ folder, shape });
  await work(store);
  await store.close();
}

const reasonOf = (thrown: unknown): string => (thrown instanceof AppError ? thrown.reason : String(thrown));

/** Whoever reads first makes the projections of a new shape. */
const readAll = async (store: Store): Promise<void> => {
  await startTeam(store).list(1, listMembers, {});
};

// @req runtime.rebuild
test('projections rebuilt from the log are those that the writers left, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (play) => {
      await using folder = await temporaryFolder();
      await withStore(folder.path, 'v1', async (store) => {
        const runtimes = Array.from({ length: play.runtimes }, (_, index) =>
          startTeam(store, { limits: index === 0 ? {} : { commitBytes: 1 } }),
        );
        const mortals = runtimes.map((runtime) => ({ runtime, died: new Promise<never>(() => undefined) }));
        await perform(play, mortals, { org: 1, plain: store });
        await readAll(store);
      });

      await withStore(folder.path, 'v2', readAll);

      expect(rowsOf(folder.path, 'v2')).toEqual(rowsOf(folder.path, 'v1'));
    }),
    { numRuns: 15 },
  );
}, 60_000);

test('a rebuild of many commits with personal values, cleared fields and kept answers is the same', async () => {
  await using folder = await temporaryFolder();
  await withStore(folder.path, 'v1', async (store) => {
    const runtime = startTeam(store);
    for (let index = 1; index <= 250; index += 1)
      await joined(runtime, person(`p${String(index)}`, { email: 'a@b.c' }));
    await runtime.change(commandFor(setEmail, { id: 1, email: undefined }, { idempotencyKey: 'k1' }));
    await runtime.change(commandFor(rename, { id: 2, name: 'two' }, { idempotencyKey: 'k2' }));
    await runtime.change(commandFor(join, person('ida', { email: 'x@y.z' }), { idempotencyKey: 'k3' }));
    await store.eraseValues(1, 'member', 3, ['email']);
  });

  await withStore(folder.path, 'v2', readAll);

  const [old, rebuilt] = [rowsOf(folder.path, 'v1'), rowsOf(folder.path, 'v2')];
  expect(rebuilt).toEqual(old);
  expect(rebuilt['answers']).toHaveLength(3);
});

// @req runtime.rebuild, runtime.catch-up-first
test('several runtimes that rebuild at once end with the same rows', async () => {
  await using folder = await temporaryFolder();
  await withStore(folder.path, 'v1', async (store) => {
    const runtime = startTeam(store);
    for (let index = 1; index <= 230; index += 1) await joined(runtime, person(`p${String(index)}`));
  });

  await withStore(folder.path, 'v2', async (store) => {
    const writer = startTeam(store).change(commandFor(join, person('ida')));
    await Promise.all([readAll(store), readAll(store), writer]);
  });
  await withStore(folder.path, 'v1', readAll);

  expect(rowsOf(folder.path, 'v2')).toEqual(rowsOf(folder.path, 'v1'));
});

/** A log of 450 commits, which are more than two steps, that nothing is built of. */
async function longLog(): Promise<Store> {
  const store = memoryStore().view();
  const runtime = startTeam(store);
  for (let index = 1; index <= 450; index += 1) await joined(runtime, person(`p${String(index)}`));
  return unbuilt(store);
}

// @req runtime.rebuild, runtime.catch-up-first
test('all who ask of one runtime while it rebuilds share the work, and see the whole', async () => {
  const applied: number[] = [];
  const store = await longLog();
  const runtime = startTeam({
    ...store,
    apply: (org, seq, writes) => {
      applied.push(seq);
      return store.apply(org, seq, writes);
    },
  });

  const answers = await Promise.all([
    ...Array.from({ length: 20 }, () => runtime.list(1, listMembers, { limit: 1 })),
    runtime.list(1, listMembers, { q: 'p450' }),
  ]);

  for (const { items } of answers) expect(items).toMatchObject([{ id: 450 }]);
  expect(applied).toEqual([200, 400, 450]);
});

test('a step of a rebuild that fails is told to all who wait for it, and the next who ask begin anew', async () => {
  const store = withFaults(await longLog(), (method, before) =>
    method === 'apply' && before === 1 ? 'before' : undefined,
  );
  const runtime = startTeam(store);
  const ask = (): Promise<string> => runtime.list(1, listMembers, {}).then(() => 'done', reasonOf);

  const first = await Promise.all([ask(), ask(), ask()]);
  const second = await Promise.all([ask(), ask()]);

  expect([first, second]).toEqual([
    ['unavailable', 'unavailable', 'unavailable'],
    ['done', 'done'],
  ]);
});

// @req service.drain
test('a runtime that stops ends a rebuild after the step that it is at', async () => {
  const { promise: pause, resolve } = Promise.withResolvers<undefined>();
  const { promise: begun, resolve: begins } = Promise.withResolvers<undefined>();
  const store = await longLog();
  const runtime = startTeam({
    ...store,
    apply: async (...given) => {
      begins(undefined);
      await pause;
      await store.apply(...given);
    },
  });
  const waiting = runtime.list(1, listMembers, {}).then(() => 'done', reasonOf);
  await begun;

  const stopped = runtime.stop();
  resolve(undefined);
  await stopped;

  expect((await store.position(1)).applied).toBe(200);
  expect(await waiting).toBe('unavailable');
});

test('who stops waiting for a rebuild is told so after the step that it is at', async () => {
  let time = 1_000;
  const store = await longLog();
  const runtime = startTeam(
    {
      ...store,
      apply: async (...given) => {
        await store.apply(...given);
        time += 1_000;
      },
    },
    { clock: () => time },
  );

  const answer = await told(
    runtime.rehearse({ ...commandFor(join, person('ada'), { dryRun: true }), deadline: 2_000 }),
  );

  expect(answer).toBe('unavailable');
  expect((await store.position(1)).applied).toBe(200);
});
