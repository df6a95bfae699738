import { ServiceAccountServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { accept, action, created, refuse, taken } from '@benchline/runtime';
import { reachesTo, roleMissing } from '../roles/authority.ts';
import { nameTaken } from '../roles/name-taken.ts';
import { rolePermissions } from '../roles/role-permissions.ts';
import { serviceAccountKind, serviceAccountName, shownAccount, unknownRole } from './service-account.ts';

/** Makes an account with one role, which allows nothing that its maker may not do. It has no keys yet. */
export const createServiceAccount = action(ServiceAccountServiceService.createServiceAccount, {
  load: ({ displayName, role }) => ({
    permissions: rolePermissions(role),
    nameIsTaken: taken(serviceAccountName(displayName)),
  }),
  decide({ permissions, nameIsTaken }, { displayName, role }, { call, nextId, now }) {
    if (permissions === undefined) return refuse(unknownRole(role));
    if (!reachesTo(call.scopes, permissions)) return refuse(roleMissing());
    if (nameIsTaken) return refuse(nameTaken());
    const account = {
      id: nextId(serviceAccountKind),
      version: 1,
      createdAt: now,
      updatedAt: now,
      displayName,
      role,
      status: 'active',
      keyGeneration: 1,
    };
    return accept(shownAccount(account), [created(serviceAccountKind, account)]);
  },
});
