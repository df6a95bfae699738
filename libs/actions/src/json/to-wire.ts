import type { FieldDeclaration, MessageDeclaration } from '../declaration.ts';
import { isUnset } from './unset.ts';

/** The message as the JSON value that `jsonWriter` writes. */
export function toWire(message: MessageDeclaration, value: unknown): Record<string, unknown> {
  const source = value as Readonly<Record<string, unknown>>; // Messages come from code that is typed by the same descriptors.
  const wire: Record<string, unknown> = {};
  for (const field of message.fields) {
    const one = source[field.name];
    if (!(field.rules.omitUnset && isUnset(one))) wire[field.wireName] = fieldToWire(field, one);
  }
  return wire;
}

function fieldToWire(field: FieldDeclaration, value: unknown): unknown {
  if (field.list) return Array.isArray(value) ? value.map((one) => valueToWire(field, one)) : [];
  return isUnset(value) ? null : valueToWire(field, value);
}

function valueToWire(field: FieldDeclaration, value: unknown): unknown {
  if (field.message !== undefined) return toWire(field.message, value);
  if (field.type !== 'json') return value;
  return value === '' ? null : JSON.parse(String(value));
}
