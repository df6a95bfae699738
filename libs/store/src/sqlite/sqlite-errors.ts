import { AppError, internal, unavailable } from '@benchline/errors';

// https://www.sqlite.org/rescode.html: those that tell of the engine's surroundings and not of a mistake of ours. Extended codes keep
// their primary one in the low byte.
const busy = 5;
const primaryCodesOfAbsence: ReadonlySet<number> = new Set([busy, 6, 7, 8, 10, 11, 13, 14, 15, 26]);

function primaryCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** Whether another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === busy;
}

/** What the port promises for an engine that is away: full disk, lost file, closed handle. Anything else is a mistake of ours. */
export function translated(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = primaryCode(error);
  const away = code === undefined ? isClosed(error) : primaryCodesOfAbsence.has(code);
  return away ? unavailable('The store', error) : internal(error);
}

function isClosed(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ERR_INVALID_STATE';
}
