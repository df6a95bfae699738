import type { Affiliation } from '@benchline/proto/benchline/identity/v1/records.ts';
import { defineKind, uniqueName } from '@benchline/runtime';

/** In the platform's partition: that a person and an organization have to do with each other. */
export const affiliationOf = uniqueName('affiliation');

export const affiliationKind = defineKind<Affiliation>({
  name: 'affiliation',
  claims: ({ personId, organizationId }) =>
    personId === undefined || organizationId === undefined ? [] : [affiliationOf(personId, organizationId)],
  terms: ({ personId, status }) => [
    affiliationTerms.person(personId ?? 0),
    affiliationTerms.personWith(personId ?? 0, status ?? ''),
  ],
});

export const affiliationTerms = {
  person: (id: number): string => `person:${String(id)}`,
  personWith: (id: number, status: string): string => `person:${String(id)}:${status}`,
} as const;
