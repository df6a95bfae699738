import type { DatabaseSync } from 'node:sqlite';
import { translated } from './sqlite-errors.ts';
import type { Statements } from './statements.ts';

/** One open database file with its statements. Every call runs whole, on the calling thread, before the next one begins. */
export interface Engine {
  /** Runs `work` and answers as a promise, with the port's errors. */
  read<T>(work: (statements: Statements) => T): Promise<T>;
  /** The same in a transaction of its own: all of it, durable when the promise settles, or nothing. */
  write<T>(work: (statements: Statements) => T): Promise<T>;
  /** Empties the write-ahead log, in which older versions of changed rows stay behind. */
  scrub(): Promise<void>;
}

export function createEngine(database: DatabaseSync, statements: Statements): Engine {
  const begin = database.prepare('begin immediate');
  const commit = database.prepare('commit');
  const rollback = database.prepare('rollback');
  const checkpoint = database.prepare('pragma wal_checkpoint(truncate)');

  function transact<T>(work: (statements: Statements) => T): T {
    begin.run();
    try {
      const result = work(statements);
      commit.run();
      return result;
    } catch (error) {
      // After some errors, such as a full disk, SQLite has rolled back by itself.
      if (database.isTransaction) rollback.run();
      throw error;
    }
  }

  return {
    read: (work) => promised(() => work(statements)),
    write: (work) => promised(() => transact(work)),
    scrub: () =>
      promised(() => {
        checkpoint.get();
      }),
  };
}

/** The outcome of synchronous work, with the port's errors. */
export function promised<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(translated(error));
  }
}
