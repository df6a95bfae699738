import type { Person } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { Member } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Acquaintance } from './find-person.ts';

/** A member as the organization sees them. */
export function shownPerson(
  { personId: id, role, status }: Pick<Member, 'personId' | 'role' | 'status'>,
  found: Acquaintance | undefined,
): Person {
  const email = found?.person?.email ?? '';
  return { id, email, name: nameSeen(found), role, status };
}

/**
 * The name of somebody whom others made is theirs until they have joined: who only knows an address doesn't learn by an invitation
 * whose it is.
 */
export function nameSeen(found: Acquaintance | undefined): string {
  const { person, affiliation } = found ?? {};
  if (person === undefined) return '';
  const isOurs =
    affiliation !== undefined &&
    (affiliation.status === 'joined' || person.madeByOrganizationId === affiliation.organizationId);
  return isOurs ? person.name : person.email;
}
