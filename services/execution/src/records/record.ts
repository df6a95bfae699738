import { AppError } from '@benchline/errors';
import type { CustomField } from '@benchline/proto/benchline/execution/v1/records.ts';
import type { Claim, Entity, Kind } from '@benchline/runtime';
import { withCustomFields } from './custom-fields.ts';

/** What projects, experiments and samples have alike. */
export interface LabRecord extends Entity {
  readonly externalId: string;
  readonly status: string;
  readonly customFields: CustomField[];
  readonly createdAt: string | undefined;
  readonly updatedAt: string | undefined;
  /** Unset while it is in use. */
  readonly archivedAt: string | undefined;
}

/** A kind of records as their shared actions need it. */
export interface RecordKind<State extends LabRecord> {
  readonly kind: Kind<State>;
  readonly notFound: () => AppError;
  /** What the record would hold if this were its external id. */
  readonly claim: (state: State, externalId: string) => Claim;
}

/** What a record has from its first moment on. */
export function firstVersion({ id, now }: { readonly id: number; readonly now: string }, customFields: CustomField[]) {
  return {
    id,
    customFields: withCustomFields([], customFields),
    version: 1,
    createdAt: now,
    updatedAt: now,
    archivedAt: undefined,
  };
}

/** The record after an act, at the next version and time even where the act leaves all as it was. */
export function advance<State extends LabRecord, Fields extends object>(
  state: State,
  fields: Fields,
  now: string,
): State & Fields {
  return { ...state, ...fields, version: state.version + 1, updatedAt: now };
}

/** The refusal of a change to a record that is no longer in use. */
export function recordArchived(): AppError {
  return new AppError('conflict', 'archived', 'The record is archived');
}
