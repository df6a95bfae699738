import type { MessageDeclaration } from '@benchline/actions';

type Fields = Readonly<Record<string, unknown>>;

/** Fields under the names that callers know them by: `prep_notes`. What the declaration doesn't have any more keeps its name. */
export function wireNames(message: MessageDeclaration | undefined, fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const field = message?.fields.find((declared) => declared.name === name);
      return [field?.wireName ?? name, field?.message === undefined ? value : nested(field.message, value)];
    }),
  );
}

function nested(message: MessageDeclaration, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => nested(message, item));
  return typeof value === 'object' && value !== null ? wireNames(message, value as Fields) : value; // a message's fields
}
