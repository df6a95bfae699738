import type { CustomField } from '@benchline/proto/benchline/execution/v1/records.ts';
import type { Method } from '@benchline/rpc';
import type { Action, Claim } from '@benchline/runtime';
import { accept, action, changed, entity, named, refuse, revise } from '@benchline/runtime';
import { tooManyCustomFields, withCustomFields } from './custom-fields.ts';
import type { LabRecord, RecordKind } from './record.ts';
import { recordArchived } from './record.ts';

interface Patch {
  readonly id: number;
  /** Names in code of the fields that the caller sent. */
  readonly updateMask: readonly string[] | undefined;
  readonly customFields: readonly CustomField[];
}

/**
 * Writes the fields that the caller sent. Without anything new, the record stays at its version. `nameOf` is what a row of a bulk names its
 * record by, instead of the id.
 */
export function updateRecord<Input extends Patch, State extends LabRecord>(
  method: Method<Input, State>,
  { kind, notFound }: RecordKind<State>,
  nameOf: (input: Input) => Claim | undefined,
): Action<Input, State> {
  return action(method, {
    subject: (input) => {
      const name = nameOf(input);
      return { lookup: name === undefined ? entity(kind, input.id) : named(kind, name), absent: notFound };
    },
    load: () => ({}),
    decide({ subject }, input, { now }) {
      if (subject.archivedAt !== undefined) return refuse(recordArchived());
      const next = revise(subject, sentFields(subject, input), now);
      const tooMany = tooManyCustomFields(next.customFields);
      if (tooMany !== undefined) return refuse(tooMany);
      return accept(next, changed(kind, subject, next));
    },
  });
}

function sentFields<State extends LabRecord>(state: State, input: Patch): Partial<State> {
  const sent = new Set(input.updateMask);
  const fields = Object.fromEntries(Object.entries(input).filter(([name]) => sent.has(name)));
  const customFields = withCustomFields(state.customFields, input.customFields);
  // The fields of a change are fields of the record, under the same names.
  return (sent.has('customFields') ? { ...fields, customFields } : fields) as Partial<State>;
}
