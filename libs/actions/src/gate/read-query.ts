import type { Violation } from '@benchline/errors';
import type { FieldDeclaration, FieldType, WireRequest } from '../declaration.ts';
import { isCursor } from '../cursor-field.ts';
import type { Wire } from './read-path.ts';
import { shownKey, violation, violationsMax } from './violations.ts';

/** Reads query parameters: unknown ones and repeated ones are violations, texts become values of their field's type. */
export function queryReader(
  fields: readonly FieldDeclaration[],
): (query: WireRequest['query'], found: Violation[]) => Wire {
  const known = new Map(fields.map((field) => [field.wireName, field]));
  return (query, found) => {
    const wire: Wire = {};
    const seen = new Set<string>();
    for (const [name, text] of query) {
      const field = known.get(name);
      if (found.length >= violationsMax) break;
      if (field === undefined)
        found.push(violation(['query', shownKey(name)], 'extra_forbidden', 'Unknown query parameter'));
      else if (isRepeated(field)) wire[name] = [...((wire[name] as unknown[] | undefined) ?? []), text];
      else if (seen.has(name)) found.push(violation(['query', name], 'duplicate', 'Query parameter given twice'));
      else readParameter(field, text, { wire, found });
      seen.add(name);
    }
    return wire;
  };
}

/** Free texts may hold commas, so a list of them is one parameter per text; other lists are one parameter with commas. */
function isRepeated({ type, list, rules }: FieldDeclaration): boolean {
  return list && type === 'string' && rules.values.length === 0;
}

function readParameter(
  field: FieldDeclaration,
  text: string,
  { wire, found }: { wire: Wire; found: Violation[] },
): void {
  // Searching for nothing is not searching.
  if (field.wireName === 'q' && text === '') return;
  const notation = notations[field.type];
  const texts = field.list ? text.split(',', (field.rules.maxItems ?? 0) + 1) : [text];
  const values = notation === undefined ? texts.map((one) => readText(field, one)) : texts.map(notation.parse);
  if (notation !== undefined && values.includes(undefined)) {
    found.push(violation(['query', field.wireName], notation.type, notation.msg));
  } else wire[field.wireName] = field.list ? values : values[0];
}

interface Notation {
  /** The value, or nothing when the text isn't one. */
  readonly parse: (text: string) => unknown;
  readonly type: string;
  readonly msg: string;
}

const notations: Partial<Readonly<Record<FieldType, Notation>>> = {
  integer: { parse: parseInteger, type: 'int_parsing', msg: 'Input should be a valid integer within ±(2^53 − 1)' },
  number: { parse: parseNumber, type: 'float_parsing', msg: 'Input should be a valid number' },
  boolean: { parse: (text) => booleans.get(text), type: 'bool_parsing', msg: "Input should be 'true' or 'false'" },
};

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

// The sum makes −0, which is no other number in JSON, a 0.
function parseInteger(text: string): number | undefined {
  return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) + 0 : undefined;
}

function parseNumber(text: string): number | undefined {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) + 0 : undefined;
}

/** A damaged cursor is the action's to refuse, in one word for all of them; what can't be one arrives as the empty one. */
function readText(field: FieldDeclaration, text: string): string {
  if (!isCursor(field)) return text;
  return text.length > (field.rules.maxLength ?? 0) || text.includes('\0') ? '' : text;
}
