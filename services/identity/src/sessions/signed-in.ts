import { AppError } from '@benchline/errors';
import type { OrganizationRecord, PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { OrganizationReference, PersonReference } from '@benchline/proto/benchline/identity/v1/auth.ts';
import type { Call } from '@benchline/runtime';

/** The id of the person who asks. @throws {AppError} `unauthenticated` for anybody else. */
export function personAsking({ actor }: Call): number {
  if (actor?.kind !== 'person') throw sessionOver();
  return actor.id;
}

/** What is asked of a session that ended since the call was let in. */
export function sessionOver(): AppError {
  return new AppError('unauthenticated', 'Invalid session', 'The session is over or never was: sign in');
}

export function personReference({ id, email, name }: PersonRecord): PersonReference {
  return { id, email, name };
}

export function organizationReference({ id, name }: OrganizationRecord): OrganizationReference {
  return { id, name };
}
