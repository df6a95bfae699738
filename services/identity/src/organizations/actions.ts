import type { AnyAction } from '@benchline/runtime';
import type { PeopleDeps } from '../people/people-deps.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { createOrganization } from './create-organization.ts';
import { listInvitations } from './list-invitations.ts';

/** How organizations come to be, and how people come to belong to them. */
export function organizationActions({ signUp }: Pick<PeopleDeps, 'signUp'>): readonly AnyAction[] {
  return [createOrganization(signUp), listInvitations, acceptInvitation];
}
