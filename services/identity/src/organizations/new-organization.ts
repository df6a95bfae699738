import type { OrganizationRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Change, Context } from '@benchline/runtime';
import { created } from '@benchline/runtime';
import { affiliated } from '../people/new-person.ts';
import { organizationKind } from './organization.ts';

interface Founding {
  readonly name: string;
  readonly founderId: number;
}

interface Founded {
  readonly organization: OrganizationRecord;
  readonly changes: readonly Change[];
}

/** An organization and its founder's tie to it. */
export function newOrganization({ name, founderId }: Founding, context: Context): Founded {
  const { nextId, now } = context;
  const times = { createdAt: now, updatedAt: now };
  const organization = { id: nextId(organizationKind), version: 1, ...times, name, founderId };
  const tie = affiliated({ personId: founderId, organizationId: organization.id, status: 'joined' }, context);
  return { organization, changes: [created(organizationKind, organization), tie] };
}
