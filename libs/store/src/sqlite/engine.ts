import type { DatabaseSync } from 'node:sqlite';
import { translated } from './sqlite-errors.ts';
import type { Statements } from './statements.ts';

/** One open database file with its statements. Every call runs whole, on one thread, with nothing of another call in between. */
export interface Engine {
  /** Runs `work` at once and answers as a promise, with the port's errors. */
  read<T>(work: (statements: Statements) => T): Promise<T>;
  /** Runs `work` soon: all of it, durable when the promise settles, or nothing. */
  write<T>(work: (statements: Statements) => T): Promise<T>;
  /** Runs the writes that wait. */
  flush(): void;
  /** Empties the write-ahead log, in which older versions of changed rows stay behind. */
  scrub(): Promise<void>;
}

/** A write that waits for the transaction that it will be part of. */
interface Write {
  /** Runs it, and answers what to tell its caller once it is durable. @throws what it throws, when nothing of it must stay. */
  readonly run: (statements: Statements) => () => void;
  readonly fail: (error: unknown) => void;
}

/** So that one transaction doesn't hold up the thread for long. */
const writesAtOnceMax = 64;

/**
 * Writes that come in one turn of the event loop, of whatever organizations, share a transaction: making it durable is what a small one
 * costs. Each is a savepoint in it, so one that fails leaves the others alone.
 */
export function createEngine(database: DatabaseSync, statements: Statements): Engine {
  const transact = transactions(database, statements);
  const checkpoint = database.prepare('pragma wal_checkpoint(truncate)');
  let waiting: Write[] = [];

  function flush(): void {
    while (waiting.length > 0) {
      const writes = waiting.slice(0, writesAtOnceMax);
      waiting = waiting.slice(writesAtOnceMax);
      transact(writes);
    }
  }

  return {
    read: (work) => promised(() => work(statements)),
    write: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({
          run: (all) => {
            const result = work(all);
            return () => {
              resolve(result);
            };
          },
          fail: (error) => {
            reject(translated(error));
          },
        });
        if (waiting.length === 1) setImmediate(flush);
      }),
    flush,
    scrub: () =>
      promised(() => {
        checkpoint.get();
      }),
  };
}

/** Makes what runs writes as one transaction, and tells each caller what came of his. */
function transactions(database: DatabaseSync, statements: Statements): (writes: readonly Write[]) => void {
  const begin = database.prepare('begin immediate');
  const commit = database.prepare('commit');
  const rollback = database.prepare('rollback');
  const save = database.prepare('savepoint one');
  const release = database.prepare('release one');
  const undo = database.prepare('rollback to one');
  const isUnderWay = (): boolean => database.isOpen && database.isTransaction;

  /** Nothing to tell where it failed alone: its caller knows. */
  function attempt({ run, fail }: Write): () => void {
    save.run();
    try {
      const done = run(statements);
      release.run();
      return done;
    } catch (error) {
      // After some errors, such as a full disk, SQLite has rolled back the whole by itself.
      if (!isUnderWay()) throw error;
      undo.run();
      release.run();
      fail(error);
      return nothing;
    }
  }

  return (writes) => {
    try {
      begin.run();
      const done = writes.map(attempt);
      commit.run();
      for (const tell of done) tell();
    } catch (error) {
      for (const { fail } of writes) fail(error);
      if (isUnderWay()) rollback.run();
    }
  };
}

function nothing(): void {
  // All is told.
}

/** The outcome of synchronous work, with the port's errors. */
export function promised<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(translated(error));
  }
}
