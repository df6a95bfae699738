import type { Member, PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Found, Runtime, View } from '@benchline/runtime';
import { entity, internalQuery, named, platform } from '@benchline/runtime';
import { organizationKind } from '../organizations/organization.ts';
import { memberKind, memberPerson } from '../people/member.ts';
import { personKind } from '../people/person.ts';
import { rolePermissions } from '../roles/role-permissions.ts';
import type { Session, Sessions } from '../sessions/session.ts';
import type { ShownCredential } from './key-standing.ts';
import { sameDigest } from './same-digest.ts';
import type { GoodStanding, RefusalReason, Standing } from './standing.ts';
import { refused, unknownCredential } from './standing.ts';
import { subjects } from './subjects.ts';

/** Reads what a session is worth from all that is committed by now, and notes that it is used. */
export async function sessionStanding(
  { runtime, sessions }: { readonly runtime: Runtime; readonly sessions: Sessions },
  shown: ShownCredential,
): Promise<Standing> {
  const session = await sessions.find(shown.prefix);
  if (session === undefined || !sameDigest(session.digest, shown.digest)) return unknownCredential;
  const { organizationId, personId } = session;
  const { person, organization } = (await runtime.query(platform, platformQuery, session)) as PlatformFound;
  const {
    member,
    role,
    permissions = [],
  } = (await runtime.query(organizationId, memberQuery, personId)) as MemberFound;
  const of = { organizationId, actor: actorOf(person, personId), credentialId: session.id };
  const wrong = refusalOf(session, person, member);
  if (wrong !== undefined) return refused(wrong, of);
  await sessions.seen(session);
  const { idleAt, expiresAt } = sessions.endOf(session);
  return {
    good: true,
    ...of,
    organizationName: organization?.name ?? '',
    permissions,
    scopes: permissions,
    subjects: [
      subjects.session(session.id),
      subjects.person(personId),
      subjects.member(organizationId, personId),
      subjects.role(organizationId, role),
    ],
    endsAt: Math.min(idleAt, expiresAt),
  };
}

function refusalOf(
  { generation, memberGeneration }: Session,
  person: PersonRecord | undefined,
  member: Member | undefined,
): RefusalReason | undefined {
  if (person?.sessionGeneration !== generation) return 'revoked';
  if (member?.status !== 'active') return 'disabled';
  // They were disabled there since it began, and are enabled again.
  return member.sessionGeneration === memberGeneration ? undefined : 'revoked';
}

function actorOf(person: PersonRecord | undefined, id: number): GoodStanding['actor'] {
  return { kind: 'person', id, name: person?.name ?? '' };
}

const platformLookups = ({ personId, organizationId }: Session) => ({
  person: entity(personKind, personId),
  organization: entity(organizationKind, organizationId),
});
type PlatformFound = Found<ReturnType<typeof platformLookups>>;
const platformQuery = internalQuery('PersonOfSession', { load: platformLookups, answer: (found) => found });

const memberLookups = (personId: number) => {
  const member = named(memberKind, memberPerson(personId));
  const role = (view: View): string => member(view)?.role ?? '';
  return { member, role, permissions: (view: View) => rolePermissions(role(view))(view) };
};
type MemberFound = Found<ReturnType<typeof memberLookups>>;
const memberQuery = internalQuery('MemberOfSession', { load: memberLookups, answer: (found) => found });
