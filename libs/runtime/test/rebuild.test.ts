import { DatabaseSync } from 'node:sqlite';
import { join as pathTo } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Store } from '@benchline/store';
import { openSqliteStore } from '@benchline/store';
import { temporaryFolder } from '@benchline/testing';
import fc from 'fast-check';
import { startTeam } from './play/arena.ts';
import { perform } from './play/perform.ts';
import { script } from './play/script.ts';
import { join, listMembers, rename, setEmail } from './team/actions.ts';
import { commandFor, joined, person } from './team/commands.ts';

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
