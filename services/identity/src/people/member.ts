import { AppError } from '@benchline/errors';
import type { Member } from '@benchline/proto/benchline/identity/v1/records.ts';
import { defineKind, uniqueName } from '@benchline/runtime';

/** In an organization's partition: a person's place there. */
export const memberPerson = uniqueName('member.person');

export const memberKind = defineKind<Member>({
  name: 'member',
  claims: ({ personId }) => (personId === undefined ? [] : [memberPerson(personId)]),
  terms: ({ role, status }) => [
    memberTerms.role(role ?? ''),
    // An invited owner can't act yet, so an organization is not left to one.
    ...(role === 'owner' && status === 'active' ? [memberTerms.activeOwner] : []),
  ],
});

export const memberTerms = {
  role: (role: string): string => `role:${role}`,
  activeOwner: 'active_owner',
} as const;

export function personNotFound(): AppError {
  return new AppError('not_found', 'person_not_found', 'There is no such person in this organization');
}
