import type { Affiliation, PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Change, Context } from '@benchline/runtime';
import { created } from '@benchline/runtime';
import { affiliationKind } from '../organizations/affiliation.ts';
import { personKind } from './person.ts';

export interface NewPerson {
  readonly email: string;
  readonly emailDigest: string;
  readonly name: string;
  readonly passwordHash: string | undefined;
  /** Who may renew the link of a person without a password. */
  readonly madeByOrganizationId: number | undefined;
}

export function newPerson(fields: NewPerson, { nextId, now }: Context): PersonRecord {
  return { id: nextId(personKind), version: 1, createdAt: now, updatedAt: now, sessionGeneration: 1, ...fields };
}

/** A person's first tie to an organization. */
export function affiliated(
  tie: { readonly personId: number; readonly organizationId: number; readonly status: 'invited' | 'joined' },
  { nextId, now }: Context,
): Change {
  const affiliation: Affiliation = { id: nextId(affiliationKind), version: 1, createdAt: now, updatedAt: now, ...tie };
  return created(affiliationKind, affiliation);
}
