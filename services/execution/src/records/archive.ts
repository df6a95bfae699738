import type { Method } from '@benchline/rpc';
import type { Action } from '@benchline/runtime';
import { accept, action, changed, entity } from '@benchline/runtime';
import type { LabRecord, RecordKind } from './record.ts';
import { advance } from './record.ts';

/** Takes a record out of use: it leaves the lists and frees its external id. One that is archived stays as it is. */
export function archiveRecord<Input extends { readonly id: number }, State extends LabRecord>(
  method: Method<Input, State>,
  { kind, notFound }: RecordKind<State>,
): Action<Input, State> {
  return action(method, {
    subject: ({ id }) => ({ lookup: entity(kind, id), absent: notFound }),
    load: () => ({}),
    decide({ subject }, _input, { now }) {
      if (subject.archivedAt !== undefined) return accept(subject, []);
      const archived = advance(subject, { archivedAt: now }, now);
      return accept(archived, changed(kind, subject, archived, 'archived'));
    },
  });
}
