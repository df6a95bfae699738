import type { AppError, Violation } from '@benchline/errors';
import { invalid } from '@benchline/errors';

/** Most violations that one request is told of: an answer stays small whatever came in. */
export const violationsMax = 100;
/** The same for a row of a bulk call, of which there are a thousand. */
export const rowViolationsMax = 10;

export type Loc = Violation['loc'];

const keyLengthMax = 64;
const locLengthMax = 8;

/** A key as it may stand in an answer: cut, and well-formed again. */
export function shownKey(key: string): string {
  return key.slice(0, keyLengthMax).toWellFormed();
}

/** A violation whose place is cut to what an answer may hold. */
export function violation(loc: Loc, type: string, msg: string): Violation {
  return { loc: loc.slice(0, locLengthMax), msg, type };
}

/** The refusal of a request that breaks rules, one violation per place. */
export function invalidRequest(violations: readonly Violation[], max: number = violationsMax): AppError {
  const places = new Map<string, Violation>();
  for (const found of violations) {
    const place = JSON.stringify(found.loc);
    if (places.size < max && !places.has(place)) places.set(place, found);
  }
  return invalid([...places.values()]);
}
