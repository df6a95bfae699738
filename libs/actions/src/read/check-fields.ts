import type { Declaration, Declarations, FieldDeclaration, MessageDeclaration } from '../declaration.ts';
import { requestParts } from '../request-parts.ts';
import { placeOf } from './reading.ts';
import type { Reading } from './reading.ts';

/** Reports request fields that would let in something without a bound, or that their part of a request can't carry. */
export function checkFields(reading: Reading, declarations: Declarations): void {
  const seen = new Set<MessageDeclaration>();
  for (const action of declarations.actions.values()) {
    const { query, body } = requestParts(action);
    for (const field of query) checkQuery(reading, action, field);
    checkEither(reading, action.input.fields);
    for (const field of [...query, ...body]) checkBounds(reading, field, seen);
  }
}

/** A field that may be left out beside another one needs that other one. */
function checkEither(reading: Reading, fields: readonly FieldDeclaration[]): void {
  for (const field of fields) {
    const { requiredWithout } = field.rules;
    if (requiredWithout === undefined || fields.some(({ wireName }) => wireName === requiredWithout)) continue;
    reading.problems.add(
      placeOf(reading, field),
      `"${field.wireName}" is required without "${requiredWithout}", which its message doesn't have`,
    );
  }
}

function checkQuery(reading: Reading, action: Declaration, field: FieldDeclaration): void {
  if (field.type !== 'message' && field.type !== 'json') return;
  reading.problems.add(
    placeOf(reading, field),
    `${action.name} is a ${action.method}; a query can't carry "${field.wireName}"`,
  );
}

function checkBounds(reading: Reading, field: FieldDeclaration, seen: Set<MessageDeclaration>): void {
  if (field.rules.forbidden !== undefined) return;
  for (const what of missingBounds(field)) reading.problems.add(placeOf(reading, field), `"${field.wireName}" ${what}`);
  if (field.message === undefined || seen.has(field.message)) return;
  seen.add(field.message);
  for (const inner of field.message.fields) checkBounds(reading, inner, seen);
}

function missingBounds(field: FieldDeclaration): string[] {
  const { maxItems, uniqueBy, pattern, bulkOnly, object, maxBytes } = field.rules;
  const text = field.list ? 'is a list of texts without item_max_length' : 'is a text without max_length';
  const found: [boolean, string][] = [
    [field.list && maxItems === undefined, 'is a list without max_items'],
    [isUnboundedText(field), text],
    [
      uniqueBy !== undefined && !holdsOnce(field, uniqueBy),
      `is unique by "${String(uniqueBy)}", which its items don't have`,
    ],
    [pattern !== undefined && !compiles(pattern), 'has a pattern that is no regular expression'],
    [bulkOnly && !field.nullable, 'is for rows of a bulk only, so it must be optional'],
    [field.type !== 'json' && (object || maxBytes !== undefined), 'has rules of JSON, but is none'],
  ];
  return found.flatMap(([broken, what]) => (broken ? [what] : []));
}

function isUnboundedText({ type, list, rules }: FieldDeclaration): boolean {
  if (rules.values.length > 0) return false;
  if (type === 'json') return (rules.maxBytes ?? rules.maxLength) === undefined;
  return type === 'string' && (list ? rules.itemMaxLength : rules.maxLength) === undefined;
}

function holdsOnce(field: FieldDeclaration, name: string): boolean {
  return field.list && field.message?.fields.some((inner) => inner.wireName === name && !inner.list) === true;
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
