import type { OrganizationRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import { defineKind, foldCase, uniqueName } from '@benchline/runtime';

/** In the platform's partition: the name of an organization, without regard to case. */
export const organizationName = uniqueName('organization.name');

export const organizationKind = defineKind<OrganizationRecord>({
  name: 'organization',
  claims: ({ name }) => (name === undefined ? [] : [organizationName(foldCase(name))]),
});
