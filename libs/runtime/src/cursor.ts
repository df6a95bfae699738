import { createHash } from 'node:crypto';
import { AppError } from '@benchline/errors';

/**
 * A place in a list: "the records before this id". Bound to the list it came from by a checksum over that list's name, filters and
 * organization; it holds nothing secret, so the checksum needs no key.
 */
export function writeCursor(list: string, before: number): string {
  return Buffer.from(`1.${String(before)}.${checksum(list, before)}`).toString('base64url');
}

/** @throws {AppError} `invalid_cursor` for one that is empty, damaged or another list's. */
export function readCursor(list: string, cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  const before = Number(/^1\.([1-9]\d{0,15})\./.exec(text)?.[1]);
  if (!Number.isSafeInteger(before) || writeCursor(list, before) !== cursor) throw invalidCursor();
  return before;
}

function checksum(list: string, before: number): string {
  return createHash('sha256')
    .update(`${list}\n${String(before)}`)
    .digest('base64url')
    .slice(0, 11);
}

function invalidCursor(): AppError {
  return new AppError('bad_request', 'invalid_cursor', 'The cursor is not one that this list gave out');
}
