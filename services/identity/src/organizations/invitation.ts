import { AppError } from '@benchline/errors';
import type { Invitation } from '@benchline/proto/benchline/identity/v1/auth.ts';
import type { Affiliation, Member, OrganizationRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import { internalQuery } from '@benchline/runtime';
import { organizationReference } from '../sessions/signed-in.ts';
import { affiliationKind } from './affiliation.ts';
import { organizationKind } from './organization.ts';

/** In the platform's partition: affiliations by their ids, each with its organization. */
export const affiliationsByIds = internalQuery('AffiliationsByIds', {
  load: (ids: readonly number[]) => ({
    found: (view) =>
      ids.flatMap((id): readonly Asking[] => {
        const affiliation = view.entity(affiliationKind, id);
        if (affiliation === undefined) return [];
        const organization = view.entity(organizationKind, affiliation.organizationId);
        return organization === undefined ? [] : [{ affiliation, organization }];
      }),
  }),
  answer: ({ found }) => found,
});

/** An organization that asks a person to join, or did. */
export interface Asking {
  readonly affiliation: Affiliation;
  readonly organization: OrganizationRecord;
}

/** An invitation as the person sees it. `undefined` where the organization doesn't mean it any more, or not yet. */
export function shownInvitation(
  { affiliation, organization }: Asking,
  member: Member | undefined,
): Invitation | undefined {
  if (member === undefined || member.status === 'disabled') return undefined;
  const { id, status, createdAt } = affiliation;
  return { id, organization: organizationReference(organization), role: member.role, status, createdAt };
}

export function invitationNotFound(): AppError {
  return new AppError('not_found', 'invitation_not_found', 'There is no such invitation for you');
}
