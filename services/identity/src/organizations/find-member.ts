import type { Lookup, View } from '@benchline/runtime';
import { internalQuery, named } from '@benchline/runtime';
import type { Member } from '@benchline/proto/benchline/identity/v1/records.ts';
import { memberKind, memberPerson } from '../people/member.ts';
import { rolePermissions } from '../roles/role-permissions.ts';

/** In an organization's partition: a person's place there, and what it allows. */
export const memberOf = internalQuery('MemberOf', {
  load: (personId: number) => ({ member: memberById(personId), permissions: permissionsOf(memberById(personId)) }),
  answer: (found) => found,
});

/** A person's place in the organization that is looked at. */
export function memberById(personId: number): Lookup<Member | undefined> {
  return named(memberKind, memberPerson(personId));
}

/** What a member's role allows; nothing where there is no member. */
export function permissionsOf(member: Lookup<Member | undefined>): Lookup<readonly string[]> {
  return (view: View) => rolePermissions(member(view)?.role ?? '')(view) ?? [];
}
