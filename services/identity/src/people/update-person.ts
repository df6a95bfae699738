import { AppError } from '@benchline/errors';
import type { Person, UpdatePersonRequest } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { PeopleServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { Member } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Procedure } from '@benchline/runtime';
import { accept, changed, internalAction, members, platform, procedure, refuse, revise } from '@benchline/runtime';
import { unknownRole } from '../accounts/service-account.ts';
import type { DropLeases } from '../leases/drop-leases.ts';
import { subjects } from '../leases/subjects.ts';
import { memberById, permissionsOf } from '../organizations/find-member.ts';
import { reachesTo, roleMissing } from '../roles/authority.ts';
import { rolePermissions } from '../roles/role-permissions.ts';
import { peopleByIds } from './find-person.ts';
import { memberKind, memberTerms, personNotFound } from './member.ts';
import { shownPerson } from './shown-person.ts';

/** Changes a person's standing in the organization. When it has answered, no request of theirs is let in on the old one. */
export function updatePerson(dropLeases: DropLeases): Procedure<UpdatePersonRequest, Person> {
  return procedure(PeopleServiceService.updatePerson, async ({ id, role, status }, { call, query, change }) => {
    const { organizationId } = call;
    const [found] = await query(peopleByIds, { ids: [id], organizationId }, platform);
    const hasJoined = found?.affiliation?.status === 'joined';
    const member = await change(changeStanding, { personId: id, role, status, hasJoined });
    // Also where nothing changed: the call that changed it may have died before it came to this.
    if (!call.dryRun) await dropLeases(subjects.member(organizationId, id), call);
    return shownPerson(member, found);
  });
}

interface Standing {
  readonly personId: number;
  readonly role: string | undefined;
  readonly status: string | undefined;
  /** Whether the person has agreed to belong to the organization: nobody is made active without that. */
  readonly hasJoined: boolean;
}

const changeStanding = internalAction('UpdatePerson', {
  subject: ({ personId }: Standing) => ({ lookup: memberById(personId), absent: personNotFound }),
  load: ({ personId, role }: Standing) => ({
    present: permissionsOf(memberById(personId)),
    wanted: role === undefined ? () => [] : rolePermissions(role),
    owners: members(memberKind, memberTerms.activeOwner, 2),
  }),
  decide({ subject, present, wanted, owners }, { role = subject.role, status, hasJoined }, { call, now }) {
    if (wanted === undefined) return refuse(unknownRole(role));
    const next = revise(subject, { role, ...nextStatus(subject, status, hasJoined) }, now);
    if (next === subject) return accept(subject, []);
    if (!reachesTo(call.scopes, [...present, ...wanted])) return refuse(roleMissing());
    if (isActiveOwner(subject) && !isActiveOwner(next) && owners.length < 2) return refuse(lastOwner());
    return accept(next, changed(memberKind, subject, next));
  },
});

function nextStatus(
  { status: present, sessionGeneration }: Member,
  asked: string | undefined,
  hasJoined: boolean,
): Pick<Member, 'status' | 'sessionGeneration'> {
  if (asked === undefined || asked === present) return { status: present, sessionGeneration };
  // Whoever is let in again later signs in anew.
  if (asked === 'disabled') return { status: asked, sessionGeneration: sessionGeneration + 1 };
  return { status: hasJoined ? 'active' : 'invited', sessionGeneration };
}

function isActiveOwner({ role, status }: Member): boolean {
  return role === 'owner' && status === 'active';
}

function lastOwner(): AppError {
  return new AppError('conflict', 'last_owner', 'An organization keeps at least one owner');
}
