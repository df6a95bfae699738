import type { Violation } from '@benchline/errors';
import { shownKey, violation, violationsMax } from './violations.ts';
import type { Loc } from './violations.ts';

/** How deep objects and lists may stand in one another; the request itself is the first. */
export const depthMax = 32;

const tooLarge = [
  'less_than_equal',
  `Input should be less than or equal to ${String(Number.MAX_SAFE_INTEGER)}`,
] as const;
const tooSmall = [
  'greater_than_equal',
  `Input should be greater than or equal to ${String(Number.MIN_SAFE_INTEGER)}`,
] as const;

interface Frame {
  readonly value: object;
  readonly depth: number;
  readonly key: string | number;
  readonly parent: Frame | undefined;
}

interface Walk {
  readonly base: Loc;
  readonly texts: boolean;
  readonly open: Frame[];
  readonly found: Violation[];
}

/**
 * What engines could stumble over, anywhere in a JSON value, unknown keys included: depth, malformed Unicode, U+0000, numbers that
 * have lost their value. Uses no recursion, so depth costs no stack. `texts`: whether texts and keys have to be looked at.
 */
export function checkJson(root: object, base: Loc, texts: boolean): readonly Violation[] {
  const walk: Walk = { base, texts, open: [{ value: root, depth: 1, key: '', parent: undefined }], found: [] };
  for (let frame = walk.open.pop(); frame !== undefined; frame = walk.open.pop()) {
    if (walk.found.length >= violationsMax) break;
    if (frame.depth > depthMax)
      walk.found.push(at(walk, frame, 'too_deep', `Input should be at most ${String(depthMax)} levels deep`));
    else if (Array.isArray(frame.value)) visitList(walk, frame, frame.value);
    else visitObject(walk, frame, frame.value as Readonly<Record<string, unknown>>); // No other objects in JSON.
  }
  return walk.found;
}

function visitList(walk: Walk, frame: Frame, list: readonly unknown[]): void {
  for (let index = 0; index < list.length; index += 1) visitValue(walk, frame, index, list[index]);
}

function visitObject(walk: Walk, frame: Frame, value: Readonly<Record<string, unknown>>): void {
  for (const key in value) {
    if (walk.texts) checkText(walk, frame, key, key);
    visitValue(walk, frame, key, value[key]);
  }
}

function visitValue(walk: Walk, frame: Frame, key: string | number, value: unknown): void {
  if (typeof value === 'string') {
    if (walk.texts) checkText(walk, frame, key, value);
  } else if (typeof value === 'number') {
    checkNumber(walk, frame, key, value);
  } else if (typeof value === 'object' && value !== null) {
    walk.open.push({ value, depth: frame.depth + 1, key, parent: frame });
  }
}

function checkText(walk: Walk, parent: Frame, key: string | number, text: string): void {
  const report = (type: string, msg: string): void => {
    if (walk.found.length < violationsMax)
      walk.found.push(at(walk, { value: parent.value, depth: 0, key, parent }, type, msg));
  };
  if (!text.isWellFormed()) report('string_unicode', 'Text should be well-formed Unicode');
  else if (text.includes('\0')) report('string_nul', 'Text should not hold U+0000');
}

function checkNumber(walk: Walk, parent: Frame, key: string | number, value: number): void {
  if (Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))) return;
  if (walk.found.length >= violationsMax) return;
  // Only typed callers can send NaN; it counts as too small.
  const [type, msg] = value > 0 ? tooLarge : tooSmall;
  walk.found.push(at(walk, { value: parent.value, depth: 0, key, parent }, type, msg));
}

function at(walk: Walk, frame: Frame, type: string, msg: string): Violation {
  const keys: (string | number)[] = [];
  let one: Frame = frame;
  while (one.parent !== undefined) {
    keys.push(typeof one.key === 'string' ? shownKey(one.key) : one.key);
    one = one.parent;
  }
  return violation([...walk.base, ...keys.reverse()], type, msg);
}
