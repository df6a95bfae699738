import type { FieldDeclaration, MessageDeclaration } from '../declaration.ts';
import { isUnset } from './unset.ts';

/** Makes the JSON text of a message. */
export type WriteJson = (value: unknown) => string;

/**
 * The writer of a message's answers: wire names in the order of the declaration, unset fields as null or left out where declared so,
 * `json` fields as the value that their text holds.
 */
export function jsonWriter(message: MessageDeclaration): WriteJson {
  const writers = message.fields.map(fieldWriter);
  return (value) => {
    const source = value as Readonly<Record<string, unknown>>; // Messages come from code that is typed by the same descriptors.
    let text = '';
    for (const { name, key, write, omitUnset } of writers) {
      const field = source[name];
      if (omitUnset && isUnset(field)) continue;
      text += (text === '' ? '{' : ',') + key + write(field);
    }
    return text === '' ? '{}' : `${text}}`;
  };
}

interface FieldWriter {
  readonly name: string;
  /** `"external_id":` */
  readonly key: string;
  readonly write: WriteJson;
  readonly omitUnset: boolean;
}

function fieldWriter(field: FieldDeclaration): FieldWriter {
  const one = valueWriter(field);
  return {
    name: field.name,
    key: `${JSON.stringify(field.wireName)}:`,
    write: field.list ? listWriter(one) : (value) => (isUnset(value) ? 'null' : one(value)),
    omitUnset: field.rules.omitUnset,
  };
}

function listWriter(one: WriteJson): WriteJson {
  return (value) => (Array.isArray(value) ? `[${value.map(one).join(',')}]` : '[]');
}

function valueWriter(field: FieldDeclaration): WriteJson {
  switch (field.type) {
    case 'string':
    case 'time':
      return writeText;
    case 'integer':
    case 'boolean':
    case 'number':
    case 'mask':
      return (value) => JSON.stringify(value);
    case 'json':
      return (value) => (value === '' ? 'null' : String(value));
    case 'message':
      return field.message === undefined ? () => '{}' : jsonWriter(field.message);
  }
}

// Most texts need no escape, and looking costs less than JSON.stringify does.
const plain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function writeText(value: unknown): string {
  return typeof value === 'string' && plain.test(value) ? `"${value}"` : JSON.stringify(value);
}
