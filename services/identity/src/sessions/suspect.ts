import type { PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Steps } from '@benchline/runtime';
import { entity, internalQuery, members, platform } from '@benchline/runtime';
import { affiliationKind, affiliationTerms } from '../organizations/affiliation.ts';
import { personEmail, personKind } from '../people/person.ts';

/** Whom somebody claims to be. */
export interface Suspect {
  /** `undefined` where nobody has the address. */
  readonly person: PersonRecord | undefined;
  /** Ids of the organizations that are told if the claim is wrong. */
  readonly places: readonly number[];
}

const toldMax = 20;
/** Read where nobody has the address, so that it takes the same steps: the first owner, who is always there. */
export const standIn = 1;

/** Who has an address. The same questions are asked, one after the other, whether anybody has it or not. */
export async function suspectOf({ query }: Pick<Steps, 'query'>, emailDigest: string): Promise<Suspect> {
  const id = await query(idByEmail, emailDigest, platform);
  const found = await query(personAndPlaces, id ?? standIn, platform);
  return id === undefined ? { person: undefined, places: [] } : found;
}

const idByEmail = internalQuery('PersonIdByEmail', {
  load: (emailDigest: string) => ({ id: (view) => view.holder(personEmail(emailDigest)) }),
  answer: ({ id }) => id,
});

const personAndPlaces = internalQuery('PersonAndPlaces', {
  load: (id: number) => ({
    person: entity(personKind, id),
    joined: members(affiliationKind, affiliationTerms.personWith(id, 'joined'), toldMax),
  }),
  answer: ({ person, joined }): Suspect => ({ person, places: joined.map(({ organizationId }) => organizationId) }),
});
