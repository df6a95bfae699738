import type { CreatePersonRequest, Person } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { PeopleServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { Member, PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Procedure, Steps } from '@benchline/runtime';
import { internalQuery, platform, procedure } from '@benchline/runtime';
import { unknownRole } from '../accounts/service-account.ts';
import { memberOf } from '../organizations/find-member.ts';
import type { Hasher } from '../passwords/hasher.ts';
import { checkPassword } from '../passwords/password-rules.ts';
import { reachesTo, roleMissing } from '../roles/authority.ts';
import { nameTaken } from '../roles/name-taken.ts';
import { rolePermissions } from '../roles/role-permissions.ts';
import type { NewMember } from './add-member.ts';
import { addMember } from './add-member.ts';
import { admitPerson, passwordOfSomebody } from './admit-person.ts';
import { readEmail } from './email.ts';
import type { Acquaintance } from './find-person.ts';
import { personByEmail } from './find-person.ts';
import type { PeopleDeps } from './people-deps.ts';
import { setUpLinks } from './set-up-links.ts';

/**
 * Makes a person, or invites one who exists. First the platform's part, person and tie in one commit, then the organization's: what a
 * call that died has left of it, the same call completes.
 */
export function createPerson(deps: PeopleDeps): Procedure<CreatePersonRequest, Person> {
  const links = setUpLinks(deps);
  return procedure(PeopleServiceService.createPerson, async (input, steps) => {
    const email = readEmail(input.email);
    const { name, role, password } = input;
    if (password !== undefined) checkPassword(password, { field: 'password', about: [email, name] });
    await checkRole(role, steps);
    const { person, hasJoined } = await admit(deps, { ...input, email }, steps);
    const isOurs = hasJoined || person.madeByOrganizationId === steps.call.organizationId;
    const member = await placed({ person, role, status: hasJoined ? 'active' : 'invited' }, steps);
    const { status } = member;
    const shown = { id: person.id, email: person.email, name: isOurs ? person.name : name, role: member.role, status };
    if (steps.call.dryRun || !awaitsLink(person, steps)) return shown;
    return { ...shown, setUpUrl: `${deps.publicUrl()}/set-up#${await links.renew(person.id)}` };
  });
}

interface Admitted {
  readonly person: PersonRecord;
  readonly hasJoined: boolean;
}

const roleToGive = internalQuery('RoleToGive', {
  load: (role: string) => ({ permissions: rolePermissions(role) }),
  answer: ({ permissions }) => permissions,
});

async function checkRole(role: string, { call, query }: Steps): Promise<void> {
  const permissions = await query(roleToGive, role);
  if (permissions === undefined) throw unknownRole(role);
  if (!reachesTo(call.scopes, permissions)) throw roleMissing();
}

/** The person and the tie to the organization, made as far as they were missing. */
async function admit(
  { digestOf, hasher }: PeopleDeps,
  { email, name, password }: CreatePersonRequest,
  steps: Steps,
): Promise<Admitted> {
  const { organizationId } = steps.call;
  const emailDigest = digestOf(email);
  const find = (): Promise<Acquaintance> => steps.query(personByEmail, { emailDigest, organizationId }, platform);
  const admission = { email, emailDigest, name, organizationId };
  if (password === undefined) {
    const person = await steps.change(admitPerson, { ...admission, passwordHash: undefined }, platform);
    return { person, hasJoined: (await find()).affiliation?.status === 'joined' };
  }
  const known = await find();
  if (known.person !== undefined) return halfMade(hasher, { ...known, password }, steps);
  const passwordHash = await hasher.hash(password);
  const person = await steps.change(admitPerson, { ...admission, passwordHash }, platform);
  // A rival with the same address was faster, with another password.
  if (person.passwordHash !== passwordHash) throw passwordOfSomebody();
  return { person, hasJoined: true };
}

/** A person whom a call with this very password has made, before it died. @throws {AppError} `invalid` for anybody else. */
async function halfMade(
  hasher: Hasher,
  { person, affiliation, password }: Acquaintance & { readonly password: string },
  steps: Steps,
): Promise<Admitted> {
  if (person === undefined || affiliation?.status !== 'joined') throw passwordOfSomebody();
  const { member } = await steps.query(memberOf, person.id);
  const isMade = member === undefined && (await hasher.verify(person.passwordHash, password));
  if (!isMade) throw passwordOfSomebody();
  return { person, hasJoined: true };
}

interface Placing {
  readonly person: PersonRecord;
  readonly role: string;
  readonly status: NewMember['status'];
}

async function placed({ person, role, status }: Placing, steps: Steps): Promise<Member> {
  const { member } = await steps.query(memberOf, person.id);
  if (member === undefined) return steps.change(addMember, { personId: person.id, role, status });
  // The same again for somebody who has not used their link: they get another one.
  if (awaitsLink(person, steps) && member.status === 'invited' && member.role === role) return member;
  throw nameTaken();
}

/** Whether the person has no password yet, and this organization is the one that helps them to it. */
function awaitsLink({ passwordHash, madeByOrganizationId }: PersonRecord, { call }: Steps): boolean {
  return passwordHash === undefined && madeByOrganizationId === call.organizationId;
}
