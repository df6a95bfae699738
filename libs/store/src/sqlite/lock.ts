import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '@benchline/errors';
import { isBusy } from './sqlite-errors.ts';

/** Holds a folder for this process until it is disposed of or the process ends, in whatever way: the lock is the operating system's. */
export function lockFolder(folder: string): Disposable {
  const file = new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 });
  try {
    file.exec('begin exclusive');
  } catch (error) {
    file.close();
    throw isBusy(error) ? storeLocked(folder, error) : error;
  }
  return {
    [Symbol.dispose]: () => {
      file.close();
    },
  };
}

/** Two processes would each take their own memory for the truth about who is first, so the second one is refused at the start. */
function storeLocked(folder: string, cause: unknown): AppError {
  return new AppError(
    'unavailable',
    'store_locked',
    `The store in ${folder} is in use; one process at a time can open it`,
    {
      cause,
    },
  );
}
