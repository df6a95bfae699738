import type { ListInvitationsResponse } from '@benchline/proto/benchline/identity/v1/auth.ts';
import { AuthServiceService } from '@benchline/proto/benchline/identity/v1/auth.ts';
import type { Affiliation } from '@benchline/proto/benchline/identity/v1/records.ts';
import { internalList, platform, procedure } from '@benchline/runtime';
import { personAsking } from '../sessions/signed-in.ts';
import { affiliationKind, affiliationTerms } from './affiliation.ts';
import { memberOf } from './find-member.ts';
import { affiliationsByIds, shownInvitation } from './invitation.ts';

/** What the person who asks was invited to and has not answered, the newest first. */
export const listInvitations = procedure(
  AuthServiceService.listInvitations,
  async (input, { call, query, list }): Promise<ListInvitationsResponse> => {
    const personId = personAsking(call);
    const { items, nextCursor } = await list(invitationsByPage, { ...input, personId }, platform);
    const ids = (items as readonly Affiliation[]).map(({ id }) => id); // what `invitationsByPage` shows
    const asking = await query(affiliationsByIds, ids, platform);
    const shown = await Promise.all(
      asking.map(async (one) => shownInvitation(one, (await query(memberOf, personId, one.organization.id)).member)),
    );
    return { items: shown.filter((invitation) => invitation !== undefined), nextCursor };
  },
);

interface PageOf {
  readonly personId: number;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

const invitationsByPage = internalList<PageOf, Affiliation>('ListInvitations', {
  kind: affiliationKind,
  range: ({ personId }) => ({ by: 'terms', terms: [affiliationTerms.personWith(personId, 'invited')] }),
});
