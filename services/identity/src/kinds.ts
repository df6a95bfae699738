import type { Entity, Kind } from '@benchline/runtime';
import { accessEventKind } from './access/access-event.ts';
import { apiKeyKind } from './accounts/api-key.ts';
import { keyRevocationKind } from './accounts/key-revocation.ts';
import { serviceAccountKind } from './accounts/service-account.ts';
import { affiliationKind } from './organizations/affiliation.ts';
import { organizationKind } from './organizations/organization.ts';
import { memberKind } from './people/member.ts';
import { personKind } from './people/person.ts';
import { roleKind } from './roles/role.ts';

/** Every kind of record that identity keeps. */
export const identityKinds: readonly Kind<Entity>[] = [
  personKind,
  organizationKind,
  affiliationKind,
  memberKind,
  roleKind,
  serviceAccountKind,
  apiKeyKind,
  keyRevocationKind,
  accessEventKind,
];
