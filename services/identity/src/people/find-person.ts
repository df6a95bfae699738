import type { Affiliation, PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Lookup } from '@benchline/runtime';
import { entity, internalQuery, named } from '@benchline/runtime';
import { affiliationKind, affiliationOf } from '../organizations/affiliation.ts';
import { personEmail, personKind } from './person.ts';

/** A person as the platform has them, and what they have to do with one organization. */
export interface Acquaintance {
  readonly person: PersonRecord | undefined;
  readonly affiliation: Affiliation | undefined;
}

/** In the platform's partition: a person by id. */
export const personById = internalQuery('PersonById', {
  load: (id: number) => ({ person: entity(personKind, id) }),
  answer: ({ person }) => person,
});

/** In the platform's partition: who has an address. */
export const personByEmail = internalQuery('PersonByEmail', {
  load: ({ emailDigest, organizationId }: { readonly emailDigest: string; readonly organizationId: number }) => ({
    found: acquaintance((view) => view.holder(personEmail(emailDigest)), organizationId),
  }),
  answer: ({ found }) => found,
});

/** In the platform's partition: people by their ids, in the order of these. */
export const peopleByIds = internalQuery('PeopleByIds', {
  load: ({ ids, organizationId }: { readonly ids: readonly number[]; readonly organizationId: number }) => ({
    found: (view) => ids.map((id) => acquaintance(() => id, organizationId)(view)),
  }),
  answer: ({ found }): readonly Acquaintance[] => found,
});

/** Who it is and how they stand to an organization. */
export function acquaintance(whom: Lookup<number | undefined>, organizationId: number): Lookup<Acquaintance> {
  return (view) => {
    const id = whom(view);
    if (id === undefined) return { person: undefined, affiliation: undefined };
    return {
      person: view.entity(personKind, id),
      affiliation: named(affiliationKind, affiliationOf(id, organizationId))(view),
    };
  };
}
