import { AppError, internal, unavailable } from '@benchline/errors';
import {
  MongoAPIError,
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoNotConnectedError,
  MongoServerError,
  MongoTopologyClosedError,
  type WriteError,
} from 'mongodb';

const duplicateKey = 11000;
// WriteConflict, and how PostgreSQL's deadlock shows itself through DocumentDB: both undo the command and ask for it again.
const conflicts: ReadonlySet<unknown> = new Set([112, 16908292]);
const triesMax = 5;

export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === duplicateKey;
}

/** Positions of the documents that were there already, if nothing else went wrong with a bulk; otherwise throws the error on. */
export function duplicatesOf(error: unknown): readonly number[] {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const failed = writeErrorsOf(error);
  const onlyDuplicates = failed.length > 0 && failed.every(({ code }) => code === duplicateKey);
  if (!onlyDuplicates || error.result.getWriteConcernError() !== undefined) throw error;
  return failed.map(({ index }) => index);
}

function writeErrorsOf(error: MongoBulkWriteError): readonly WriteError[] {
  return [error.writeErrors].flat();
}

/** Repeats a command that the server undid because of a rival's. A few times: then the caller hears of it. */
export async function retryConflicts<T>(command: () => Promise<T>): Promise<T> {
  for (let left = triesMax - 1; ; left--) {
    try {
      return await command();
    } catch (error) {
      if (left === 0 || !isConflict(error)) throw error;
    }
  }
}

function isConflict(error: unknown): boolean {
  if (error instanceof MongoBulkWriteError) return writeErrorsOf(error).some(({ code }) => conflicts.has(code));
  return error instanceof MongoServerError && conflicts.has(error.code);
}

/**
 * What the port promises for an engine that is away. Whatever a server answers but a duplicate counts as that, since none of it is
 * the caller's doing; what the driver refuses to send is a mistake of ours.
 */
export function translated(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return isAway(error) ? unavailable('The store', error) : internal(error);
}

function isAway(error: unknown): boolean {
  if (!(error instanceof MongoError)) return isBrokenOff(error);
  if (!(error instanceof MongoAPIError)) return true;
  return (
    error instanceof MongoNotConnectedError ||
    error instanceof MongoClientClosedError ||
    error instanceof MongoTopologyClosedError
  );
}

/**
 * The driver lets what happens to a socket while it waits to write pass as it came (`EPIPE`, `ECONNRESET`, `ERR_STREAM_DESTROYED`), and
 * what a signal of `inTime` ends (`TimeoutError`).
 */
function isBrokenOff(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('name' in error && error.name === 'TimeoutError') return true;
  return 'code' in error && /^(E[A-Z]+|ERR_STREAM_[A-Z_]+)$/.test(String(error.code));
}

/** Runs a call of the port with the port's errors. */
export async function translating<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translated(error);
  }
}
