import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { checkedShape } from '../shape.ts';
import type { Store } from '../store.ts';
import { createEngine, promised, type Engine } from './engine.ts';
import { lockFolder } from './lock.ts';
import { createLog } from './log.ts';
import { createPrivateValues } from './private-values.ts';
import { createQueries } from './queries.ts';
import { createRecords } from './records.ts';
import { projectionSchema, schema } from './schema.ts';
import { prepareStatements } from './statements.ts';

export interface SqliteStoreOptions {
  /** Made if it isn't there. */
  readonly folder: string;
  /** Which projections to keep; see README.md. */
  readonly shape: string;
}

// Full: a commit that was answered survives the loss of power. secure_delete: an erased value leaves no bytes behind in its page.
// Exclusive: the folder is this process's alone, so no lock is taken and given back for every statement, which cost a tenth to a quarter
// of a read. Pages of 8 KiB wrote 5 to 10 % more rows a second than those of 4 KiB.
const settings = `
pragma locking_mode = exclusive;
pragma page_size = 8192;
pragma journal_mode = wal;
pragma synchronous = full;
pragma secure_delete = on;
pragma busy_timeout = 2000;
pragma cache_size = -32768;
pragma journal_size_limit = 67108864;
`;

/**
 * The embedded engine: one database file in `folder`, for one process. Runtimes of that process share the one `Store`. Throws
 * `AppError('unavailable', 'store_locked')` while another one has the folder.
 */
export async function openSqliteStore({ folder, shape }: SqliteStoreOptions): Promise<Store> {
  const checked = checkedShape(shape);
  return await promised(() => openStore(folder, checked));
}

function openStore(folder: string, shape: string): Store {
  mkdirSync(folder, { recursive: true });
  using resources = new DisposableStack();
  resources.use(lockFolder(folder));
  const database = resources.adopt(new DatabaseSync(join(folder, 'store.db')), (opened) => {
    opened.close();
  });
  database.exec(settings + schema + projectionSchema(shape));
  const engine = createEngine(database, prepareStatements(database, shape));
  return createStore(engine, resources.move());
}

function createStore(engine: Engine, resources: DisposableStack): Store {
  return {
    ...createLog(engine),
    ...createQueries(engine),
    ...createPrivateValues(engine),
    records: createRecords(engine),
    ping: () =>
      engine
        .read((statements) => statements.position.get(0))
        .then(
          () => true,
          () => false,
        ),
    close: () => {
      engine.flush();
      resources.dispose();
      return Promise.resolve();
    },
  };
}
