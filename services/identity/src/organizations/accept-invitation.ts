import { AuthServiceService } from '@benchline/proto/benchline/identity/v1/auth.ts';
import { accept, changed, entity, internalAction, platform, procedure, revise } from '@benchline/runtime';
import { personAsking } from '../sessions/signed-in.ts';
import { affiliationKind } from './affiliation.ts';
import { memberOf } from './find-member.ts';
import { affiliationsByIds, invitationNotFound, shownInvitation } from './invitation.ts';
import { settledMember } from './settle-member.ts';

/** The person who asks joins the organization that has invited them. Somebody else's invitation is as absent as none. */
export const acceptInvitation = procedure(AuthServiceService.acceptInvitation, async ({ id }, steps) => {
  const personId = personAsking(steps.call);
  const [asking] = await steps.query(affiliationsByIds, [id], platform);
  if (asking?.affiliation.personId !== personId) throw invitationNotFound();
  const { organization } = asking;
  const { member } = await steps.query(memberOf, personId, organization.id);
  if (shownInvitation(asking, member) === undefined) throw invitationNotFound();
  const affiliation = await steps.change(join, id, platform);
  // Done at every repeat: the call that joined may have died before it came to this.
  const settled = await settledMember(steps, organization.id, { personId, founder: false });
  const shown = shownInvitation({ affiliation, organization }, settled);
  if (shown === undefined) throw invitationNotFound();
  return shown;
});

/** In the platform's partition: the person's word that they belong to the organization. */
const join = internalAction('AcceptInvitation', {
  subject: (id: number) => ({ lookup: entity(affiliationKind, id), absent: invitationNotFound }),
  load: (_id: number) => ({}),
  decide({ subject }, _id, { now }) {
    const joined = revise(subject, { status: 'joined' }, now);
    return accept(joined, changed(affiliationKind, subject, joined, 'joined'));
  },
});
