import type { Violation } from '@benchline/errors';
import type { FieldDeclaration } from '../declaration.ts';
import { violation } from './violations.ts';

/** Values of path parameters by wire name. */
export type Wire = Record<string, unknown>;

/**
 * Path parameters as values. An integer that can't be an id becomes 0, which no record has, so the action answers with its own
 * "not found"; a text of any length passes for the same reason.
 */
export function readPath(
  fields: readonly FieldDeclaration[],
  path: Readonly<Record<string, string>>,
  found: Violation[],
): Wire {
  const wire: Wire = {};
  for (const { wireName, type } of fields) {
    const text = path[wireName];
    if (text === undefined) found.push(violation(['path', wireName], 'missing', 'Field required'));
    else if (type !== 'integer') wire[wireName] = text;
    else if (/^-?\d+$/.test(text)) wire[wireName] = idOrNone(Number(text));
    else found.push(violation(['path', wireName], 'int_parsing', 'Input should be a valid integer'));
  }
  return wire;
}

/** The number if it can be an id, else 0. */
export function idOrNone(value: number): number {
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}
