import { type AppError, invalid } from '@benchline/errors';
import type { CustomField } from '@benchline/proto/benchline/execution/v1/records.ts';

/**
 * Custom fields after a delta: an unknown name is added, a known one updated, a null value deletes, what is not named stays. Sorted by
 * name, in the order of code units, so that equal sets are equal lists.
 */
export function withCustomFields(fields: readonly CustomField[], delta: readonly CustomField[]): CustomField[] {
  const values = new Map(fields.map((field) => [field.fieldName, field.fieldValue]));
  for (const { fieldName, fieldValue } of delta) {
    if (fieldValue === undefined) values.delete(fieldName);
    else values.set(fieldName, fieldValue);
  }
  return [...values]
    .map(([fieldName, fieldValue]) => ({ fieldName, fieldValue }))
    .sort((a, b) => (a.fieldName < b.fieldName ? -1 : 1));
}

const customFieldsMax = 100;

/** The refusal of more custom fields than a record may have, however few of them the request names. */
export function tooManyCustomFields({ length }: readonly CustomField[]): AppError | undefined {
  if (length <= customFieldsMax) return undefined;
  const msg = `The record would have ${String(length)} custom fields; it should have at most ${String(customFieldsMax)}`;
  return invalid([{ loc: ['body', 'custom_fields'], msg, type: 'too_long' }]);
}
