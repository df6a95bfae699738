import { csrfToken } from '@benchline/principal';
import type { GetMeRequest, Me } from '@benchline/proto/benchline/identity/v1/auth.ts';
import { AuthServiceService } from '@benchline/proto/benchline/identity/v1/auth.ts';
import type { Procedure } from '@benchline/runtime';
import { entity, internalQuery, platform, procedure } from '@benchline/runtime';
import { memberOf } from '../organizations/find-member.ts';
import { organizationKind } from '../organizations/organization.ts';
import type { PeopleDeps } from '../people/people-deps.ts';
import { personKind } from '../people/person.ts';
import { organizationReference, personAsking, personReference, sessionOver } from './signed-in.ts';

/** Who is signed in, where, what for and until when. */
export function getMe({ sessions }: PeopleDeps): Procedure<GetMeRequest, Me> {
  return procedure(AuthServiceService.getMe, async (_input, { call, query }) => {
    const personId = personAsking(call);
    const { organizationId } = call;
    const session = await sessions.find(call.credentialId);
    const { person, organization } = await query(whoAndWhere, { personId, organizationId }, platform);
    const { member, permissions } = await query(memberOf, personId);
    if (session === undefined || person === undefined || organization === undefined || member === undefined)
      throw sessionOver();
    return {
      person: personReference(person),
      organization: organizationReference(organization),
      role: member.role,
      permissions: [...permissions],
      expiresAt: new Date(sessions.endOf(session).expiresAt).toISOString(),
      csrfToken: csrfToken(session.digest),
    };
  });
}

const whoAndWhere = internalQuery('WhoAndWhere', {
  load: ({ personId, organizationId }: { readonly personId: number; readonly organizationId: number }) => ({
    person: entity(personKind, personId),
    organization: entity(organizationKind, organizationId),
  }),
  answer: (found) => found,
});
