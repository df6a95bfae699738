import type {
  Affiliation,
  Member,
  OrganizationRecord,
  PersonRecord,
} from '@benchline/proto/benchline/identity/v1/records.ts';
import { accept, changed, created, entity, internalAction, platform, revise, taken } from '@benchline/runtime';
import { affiliationKind, affiliationOf } from '../src/organizations/affiliation.ts';
import { organizationKind, organizationName } from '../src/organizations/organization.ts';
import { memberKind, memberPerson } from '../src/people/member.ts';
import { personEmail, personKind } from '../src/people/person.ts';
import type { IdentityLab } from './identity-lab.ts';

const times = { version: 1, createdAt: undefined, updatedAt: undefined };

const makeRecords = internalAction('MakeRecords', {
  load: (_nothing: undefined) => ({
    named: taken(organizationName('test org')),
    known: taken(personEmail('digest of ada')),
    affiliated: taken(affiliationOf(1, 1)),
  }),
  decide() {
    const organization: OrganizationRecord = { ...times, id: 1, name: 'Test Org', founderId: 1 };
    const person: PersonRecord = {
      ...times,
      id: 1,
      email: 'ada@lab.example',
      name: 'Ada',
      emailDigest: 'digest of ada',
      sessionGeneration: 1,
    };
    const affiliation: Affiliation = { ...times, id: 1, personId: 1, organizationId: 1, status: 'joined' };
    return accept(undefined, [
      created(organizationKind, organization),
      created(personKind, person),
      created(affiliationKind, affiliation),
    ]);
  },
});

const join = internalAction('Join', {
  load: (_role: string) => ({ joined: taken(memberPerson(1)) }),
  decide(_found, role) {
    const member: Member = { ...times, id: 1, personId: 1, role, status: 'active', sessionGeneration: 1 };
    return accept(undefined, [created(memberKind, member)]);
  },
});

const changeMember = internalAction('ChangeMember', {
  load: (_fields: Partial<Member>) => ({ member: entity(memberKind, 1) }),
  decide({ member }, fields, { now }) {
    if (member === undefined) throw new Error('nobody joined');
    return accept(undefined, changed(memberKind, member, revise(member, fields, now)));
  },
});

const changePerson = internalAction('ChangePerson', {
  load: (_fields: Partial<PersonRecord>) => ({ person: entity(personKind, 1) }),
  decide({ person }, fields, { now }) {
    if (person === undefined) throw new Error('nobody there');
    return accept(undefined, changed(personKind, person, revise(person, fields, now)));
  },
});

/** Organization 1, "Test Org", and Ada in it. */
export async function makeOrganization(lab: IdentityLab, role = 'owner'): Promise<void> {
  await lab.change(makeRecords, undefined, platform);
  await lab.change(join, role);
}

export async function setMember(lab: IdentityLab, fields: Partial<Member>): Promise<void> {
  await lab.change(changeMember, fields);
}

export async function setPerson(lab: IdentityLab, fields: Partial<PersonRecord>): Promise<void> {
  await lab.change(changePerson, fields, platform);
}
