import type { FieldDeclaration } from '../declaration.ts';
import { isObject } from './parse-body.ts';

/** Returns the value with no list longer than one item more than it may have, the value itself where none is. */
export type Clip = (wire: object) => object;

/**
 * A list with too many items is one violation. Without the cut, a body of a megabyte could make a million of them before anyone counts.
 */
export function listClipper(fields: readonly FieldDeclaration[]): Clip {
  const clips = fields.flatMap((field) => {
    const clip = valueClipper(field);
    return clip === undefined ? [] : [{ key: field.wireName, clip }];
  });
  return (wire) => {
    let clipped: Record<string, unknown> | undefined;
    for (const { key, clip } of clips) {
      const before = (wire as Readonly<Record<string, unknown>>)[key];
      const after = clip(before);
      if (after !== before) (clipped ??= { ...wire })[key] = after;
    }
    return clipped ?? wire;
  };
}

function valueClipper(field: FieldDeclaration): ((value: unknown) => unknown) | undefined {
  const inner = field.message?.fields.some(({ list, message }) => list || message !== undefined)
    ? listClipper(field.message.fields)
    : undefined;
  const clipOne = (value: unknown): unknown => (inner !== undefined && isObject(value) ? inner(value) : value);
  if (!field.list) return inner === undefined ? undefined : clipOne;
  const most = (field.rules.maxItems ?? Infinity) + 1;
  return (value) => {
    if (!Array.isArray(value)) return value;
    const list: unknown[] = value.length > most ? value.slice(0, most) : value;
    if (inner === undefined) return list;
    const clipped = list.map(clipOne);
    return clipped.some((item, index) => item !== list[index]) ? clipped : list;
  };
}
