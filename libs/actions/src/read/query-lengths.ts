import type { FieldDeclaration, MessageDeclaration } from '../declaration.ts';
import { isCursor } from '../cursor-field.ts';
import { placeOf } from './reading.ts';
import type { Reading } from './reading.ts';

const textLength = 255;
const cursorLength = 512;

/** Gives texts of a query that name no length the usual one, so that no text comes in without one. */
export function withQueryLengths(reading: Reading, message: MessageDeclaration): MessageDeclaration {
  const fields = message.fields.map((field) => withLength(reading, field));
  const bounded: MessageDeclaration = { typeName: message.typeName, fields };
  reading.places.set(bounded, placeOf(reading, message));
  return bounded;
}

function withLength(reading: Reading, field: FieldDeclaration): FieldDeclaration {
  if (field.type !== 'string') return field;
  const length = isCursor(field) ? cursorLength : textLength;
  const { maxLength, itemMaxLength } = field.rules;
  const rules = field.list ? { itemMaxLength: itemMaxLength ?? length } : { maxLength: maxLength ?? length };
  const bounded: FieldDeclaration = { ...field, rules: { ...field.rules, ...rules } };
  reading.places.set(bounded, placeOf(reading, field));
  return bounded;
}
