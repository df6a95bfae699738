import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { createEngine, type Engine } from './engine.ts';
import type { Statements } from './statements.ts';

interface Opened extends Disposable {
  readonly engine: Engine;
  readonly insert: (id: number) => Promise<unknown>;
  /** Not as a write of its own. */
  readonly insertNow: (id: number) => void;
  readonly ids: () => readonly unknown[];
  /** Transactions that were begun so far. */
  readonly begun: () => number;
  readonly close: () => void;
}

/** An engine over one table in memory; its port's statements have no part in this. */
function opened(): Opened {
  const database = new DatabaseSync(':memory:');
  database.exec('create table rows(id integer primary key) strict');
  let begun = 0;
  const watched = new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== 'prepare') return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      return (sql: string) => {
        const statement = target.prepare(sql);
        if (!sql.startsWith('begin')) return statement;
        return { run: () => ((begun += 1), statement.run()) };
      };
    },
  });
  const engine = createEngine(watched, {} as Statements);
  const row = database.prepare('insert into rows(id) values (?)');
  const rows = database.prepare('select id from rows order by id');
  return {
    engine,
    insert: (id) => engine.write(() => row.run(id).changes),
    insertNow: (id) => {
      row.run(id);
    },
    ids: () => rows.all().map(({ id }) => id),
    begun: () => begun,
    close: () => {
      database.close();
    },
    [Symbol.dispose]: () => {
      if (database.isOpen) database.close();
    },
  };
}

const outcomes = async (writes: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(writes)).map((one) => (one.status === 'fulfilled' ? one.value : 'refused'));

// @req store.contract
test('writes of one turn share a transaction, and later ones have another', async () => {
  using lab = opened();

  const together = await outcomes([lab.insert(1), lab.insert(2), lab.insert(3)]);
  const shared = lab.begun();
  await lab.insert(4);

  expect(together).toEqual([1, 1, 1]);
  expect([shared, lab.begun()]).toEqual([1, 2]);
  expect(lab.ids()).toEqual([1, 2, 3, 4]);
});

// @req store.contract
test('a write that fails leaves nothing of itself, and the others as they are', async () => {
  using lab = opened();
  await lab.insert(1);

  const half = lab.engine.write(() => {
    lab.insertNow(9);
    throw new Error('half way');
  });
  const told = await outcomes([lab.insert(2), half, lab.insert(1), lab.insert(3)]);

  expect(told).toEqual([1, 'refused', 'refused', 1]);
  expect(lab.ids()).toEqual([1, 2, 3]);
});

test('many writes are several transactions, so that none holds the thread for long', async () => {
  using lab = opened();

  await outcomes(Array.from({ length: 150 }, (_, index) => lab.insert(index)));

  expect(lab.begun()).toBe(3);
  expect(lab.ids()).toHaveLength(150);
});

test('when the transaction fails, all its writes do', async () => {
  using lab = opened();
  const writes = [lab.insert(1), lab.insert(2)];

  lab.close();

  expect(await outcomes(writes)).toEqual(['refused', 'refused']);
});

test('what waits is run at once when it is asked for', async () => {
  using lab = opened();
  const write = lab.insert(1);

  lab.engine.flush();

  expect(lab.ids()).toEqual([1]);
  expect(await write).toBe(1);
});
