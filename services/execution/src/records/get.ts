import type { Method } from '@benchline/rpc';
import type { Claim, Query } from '@benchline/runtime';
import { entity, named, query } from '@benchline/runtime';
import type { LabRecord, RecordKind } from './record.ts';

/** Reads a record by its id, archived or not. */
export function getRecord<Input extends { readonly id: number }, State extends LabRecord>(
  method: Method<Input, State>,
  { kind, notFound }: RecordKind<State>,
): Query<Input, State> {
  return query(method, {
    load: ({ id }) => ({ record: entity(kind, id) }),
    answer: ({ record }) => present(record, notFound),
  });
}

/** Reads the record that holds a name. Archived ones hold none. */
export function getRecordByName<Input, State extends LabRecord>(
  method: Method<Input, State>,
  { kind, notFound }: RecordKind<State>,
  nameOf: (input: Input) => Claim,
): Query<Input, State> {
  return query(method, {
    load: (input) => ({ record: named(kind, nameOf(input)) }),
    answer: ({ record }) => present(record, notFound),
  });
}

function present<State>(record: State | undefined, notFound: () => Error): State {
  if (record === undefined) throw notFound();
  return record;
}
