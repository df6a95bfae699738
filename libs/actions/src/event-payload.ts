import type { EventDeclaration, KindDeclaration } from './declaration.ts';

/** A change of a record that an event tells of. */
export interface RecordChange {
  readonly kind: KindDeclaration;
  readonly id: number;
  /** The record after the change, names as in code. */
  readonly state: Readonly<Record<string, unknown>>;
  /** Names in code of the fields that the change touched. */
  readonly changedFields: readonly string[];
}

/** What every change touches, and so says nothing. */
const bookkeeping: ReadonlySet<string> = new Set(['version', 'updatedAt']);

/** The `data` of an event, wire names: the record's id, fields by name from its state; `changed_fields` of `*.updated` only. */
export function eventPayload({ name, payload }: EventDeclaration, change: RecordChange): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const field of payload.fields) {
    if (field.wireName === `${change.kind.name}_id`) data[field.wireName] = change.id;
    else if (field.wireName !== 'changed_fields') data[field.wireName] = change.state[field.name] ?? null;
    else if (name.endsWith('.updated')) data[field.wireName] = changedFields(change);
  }
  return data;
}

function changedFields({ kind, changedFields: names }: RecordChange): string[] {
  return kind.message.fields
    .filter((field) => names.includes(field.name) && !bookkeeping.has(field.name))
    .map((field) => field.wireName);
}
