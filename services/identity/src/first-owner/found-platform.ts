import { accept, created, entity, foldCase, internalAction, taken } from '@benchline/runtime';
import { affiliationOf } from '../organizations/affiliation.ts';
import { newOrganization } from '../organizations/new-organization.ts';
import { organizationName } from '../organizations/organization.ts';
import type { NewPerson } from '../people/new-person.ts';
import { newPerson } from '../people/new-person.ts';
import { personEmail, personKind } from '../people/person.ts';

/** The first organization and its owner. */
export const first = { person: 1, organization: 1 } as const;

export interface Founding extends Omit<NewPerson, 'passwordHash' | 'madeByOrganizationId'> {
  readonly passwordHash: string;
  readonly organization: string;
}

/**
 * In the platform's partition: the first person and their organization, in one commit. Where there is a first person already, they stay
 * and are the answer: of several who try at the same time, one wins, and each can tell by the password's hash whether it was them.
 */
export const foundPlatform = internalAction('FoundPlatform', {
  load: ({ emailDigest, organization }: Founding) => ({
    founder: entity(personKind, first.person),
    emailIsTaken: taken(personEmail(emailDigest)),
    nameIsTaken: taken(organizationName(foldCase(organization))),
    isTied: taken(affiliationOf(first.person, first.organization)),
  }),
  decide({ founder }, { organization: name, ...person }, context) {
    if (founder !== undefined) return accept(founder, []);
    const owner = newPerson({ ...person, madeByOrganizationId: undefined }, context);
    const { changes } = newOrganization({ name, founderId: owner.id }, context);
    return accept(owner, [created(personKind, owner), ...changes]);
  },
});
