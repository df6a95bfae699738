import { DatabaseSync } from 'node:sqlite';
import { RobotError } from '../robot-error.ts';

const busy = 5;

/**
 * Holds a buffer for this process until it is disposed of or the process ends, in whatever way: the lock is the operating system's, taken by
 * SQLite on a file beside the buffer, because Node has none of its own. @throws {RobotError} `buffer_locked`.
 */
export function lockBuffer(file: string): Disposable {
  const lock = open(file);
  try {
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    throw isBusy(cause) ? locked(file, cause) : failed(file, cause);
  }
  return {
    [Symbol.dispose]: () => {
      lock.close();
    },
  };
}

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(`${file}.lock`, { timeout: 0 });
  } catch (cause) {
    throw failed(file, cause);
  }
}

function isBusy(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'errcode' in thrown && thrown.errcode === busy;
}

function locked(file: string, cause: unknown): RobotError {
  return new RobotError('buffer_locked', `The buffer ${file} is in use by another robot; one at a time can have it`, {
    cause,
  });
}

function failed(file: string, cause: unknown): RobotError {
  return new RobotError('buffer_failed', `The buffer ${file} cannot be locked: is its folder there and writable?`, {
    cause,
  });
}
