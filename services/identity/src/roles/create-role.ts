import type { CreateRoleRequest, Role } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { RoleServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { Action } from '@benchline/runtime';
import { accept, action, created, refuse, taken } from '@benchline/runtime';
import { reachesTo, roleMissing } from './authority.ts';
import { builtInRoles } from './built-in-roles.ts';
import { nameTaken } from './name-taken.ts';
import { refusedPermissions } from './refused-permissions.ts';
import { roleKind, roleName, shownRole } from './role.ts';

/** Makes a role of an organization's own, of `known` permissions and none that its maker lacks. */
export function createRole(known: readonly string[]): Action<CreateRoleRequest, Role> {
  return action(RoleServiceService.createRole, {
    load: ({ name }) => ({ nameIsTaken: taken(roleName(name)) }),
    decide({ nameIsTaken }, { name, permissions }, { call, nextId, now }) {
      const refused = refusedPermissions(known, permissions);
      if (refused !== undefined) return refuse(refused);
      if (!reachesTo(call.scopes, permissions)) return refuse(roleMissing());
      if (nameIsTaken || builtInRoles.has(name)) return refuse(nameTaken());
      const role = {
        id: nextId(roleKind),
        version: 1,
        createdAt: now,
        updatedAt: now,
        name,
        permissions: [...new Set(permissions)],
        deletedAt: undefined,
      };
      return accept(shownRole(role), [created(roleKind, role)]);
    },
  });
}
