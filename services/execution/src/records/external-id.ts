import { AppError } from '@benchline/errors';
import type { Method } from '@benchline/rpc';
import type { Action, View } from '@benchline/runtime';
import { accept, action, changed, entity, refuse } from '@benchline/runtime';
import type { LabRecord, RecordKind } from './record.ts';
import { advance, recordArchived } from './record.ts';

interface Correction {
  readonly id: number;
  readonly externalId: string;
}

/** Gives a record another external id, if no other has it. The old one is free again. */
export function correctExternalId<Input extends Correction, State extends LabRecord>(
  method: Method<Input, State>,
  { kind, notFound, claim }: RecordKind<State>,
): Action<Input, State> {
  return action(method, {
    subject: ({ id }) => ({ lookup: entity(kind, id), absent: notFound }),
    load: ({ id, externalId }) => ({
      externalIdIsTaken: (view: View) => {
        const state = view.entity(kind, id);
        return state !== undefined && view.holder(claim(state, externalId)) !== undefined;
      },
    }),
    decide({ subject, externalIdIsTaken }, { externalId }, { now }) {
      if (subject.archivedAt !== undefined) return refuse(recordArchived());
      if (subject.externalId === externalId) return accept(subject, []);
      if (externalIdIsTaken) return refuse(externalIdTaken());
      const corrected = advance(subject, { externalId }, now);
      return accept(corrected, changed(kind, subject, corrected));
    },
  });
}

export function externalIdTaken(): AppError {
  return new AppError('conflict', 'external_id_already_exists', 'Another record has this external id');
}
