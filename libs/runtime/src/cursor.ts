import { createHash } from 'node:crypto';
import { AppError } from '@benchline/errors';
import type { ChangePlace } from '@benchline/store';

/** A place in a list: the records below an id, or those that changed after a place in the order of last change. */
export type Place =
  { readonly by: 'id'; readonly before: number } | { readonly by: 'change'; readonly after: ChangePlace };

/**
 * A place as text. Bound to the list it came from by a checksum over that list's name, filters and organization; it holds nothing
 * secret, so the checksum needs no key. Both forms stay readable for good: integrators keep cursors across upgrades.
 */
export function writeCursor(list: string, place: Place): string {
  switch (place.by) {
    case 'id':
      return sealed(`1.${String(place.before)}`, `${list}\n${String(place.before)}`);
    case 'change': {
      const text = `2.${String(place.after.seq)}.${String(place.after.id)}`;
      return sealed(text, `${list}\n${text}`);
    }
  }
}

/** @throws {AppError} `invalid_cursor` for one that is empty, damaged or another list's. */
export function readCursor(list: string, cursor: string): Place {
  const place = placeIn(Buffer.from(cursor, 'base64url').toString());
  if (place === undefined || writeCursor(list, place) !== cursor) throw invalidCursor();
  return place;
}

/** The same for a place in the order of last change. */
export function readChangeCursor(list: string, cursor: string): ChangePlace {
  const place = readCursor(list, cursor);
  if (place.by !== 'change') throw invalidCursor();
  return place.after;
}

function placeIn(text: string): Place | undefined {
  const before = Number(/^1\.([1-9]\d{0,15})\./.exec(text)?.[1]);
  if (Number.isSafeInteger(before)) return { by: 'id', before };
  const [, seq, id] = (/^2\.(0|[1-9]\d{0,15})\.(0|[1-9]\d{0,15})\./.exec(text) ?? []).map(Number);
  if (seq === undefined || id === undefined) return undefined;
  return Number.isSafeInteger(seq) && Number.isSafeInteger(id) ? { by: 'change', after: { seq, id } } : undefined;
}

function sealed(text: string, over: string): string {
  const checksum = createHash('sha256').update(over).digest('base64url').slice(0, 11);
  return Buffer.from(`${text}.${checksum}`).toString('base64url');
}

function invalidCursor(): AppError {
  return new AppError('bad_request', 'invalid_cursor', 'The cursor is not one that this list gave out');
}
