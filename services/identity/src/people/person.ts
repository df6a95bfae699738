import type { PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import { defineKind, uniqueName } from '@benchline/runtime';

/** In the platform's partition: the e-mail address of a person, by its keyed hash. */
export const personEmail = uniqueName('person.email');

export const personKind = defineKind<PersonRecord>({
  name: 'person',
  claims: ({ emailDigest }) => (emailDigest === undefined ? [] : [personEmail(emailDigest)]),
});
