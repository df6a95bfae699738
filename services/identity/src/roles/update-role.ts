import type { Role, UpdateRoleRequest } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { RoleServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { Action, Procedure } from '@benchline/runtime';
import { accept, changed, internalAction, named, procedure, refuse, revise } from '@benchline/runtime';
import type { DropLeases } from '../leases/drop-leases.ts';
import { subjects } from '../leases/subjects.ts';
import { reachesTo, roleMissing } from './authority.ts';
import { builtInRoles } from './built-in-roles.ts';
import { refusedPermissions } from './refused-permissions.ts';
import { roleBuiltIn, roleKind, roleName, roleNotFound, shownRole } from './role.ts';

/** Changes what a role allows. When it has answered, nobody is let in on the old permissions. */
export function updateRole(known: readonly string[], dropLeases: DropLeases): Procedure<UpdateRoleRequest, Role> {
  const change = changePermissions(known);
  return procedure(RoleServiceService.updateRole, async (input, steps) => {
    const { call } = steps;
    const role = await steps.change(change, input);
    // Also where nothing changed: the call that changed it may have died before it came to this.
    if (!call.dryRun) await dropLeases(subjects.role(call.organizationId, input.name), call);
    return role;
  });
}

function changePermissions(known: readonly string[]): Action<UpdateRoleRequest, Role> {
  return internalAction('UpdateRole', {
    load: ({ name }: UpdateRoleRequest) => ({ role: named(roleKind, roleName(name)) }),
    decide({ role }, { name, permissions, updateMask }, { call, now }) {
      const refused = refusedPermissions(known, permissions);
      if (refused !== undefined) return refuse(refused);
      if (builtInRoles.has(name)) return refuse(roleBuiltIn());
      if (role === undefined) return refuse(roleNotFound());
      const wanted = updateMask?.includes('permissions') === true ? [...new Set(permissions)] : role.permissions;
      if (!reachesTo(call.scopes, [...role.permissions, ...wanted])) return refuse(roleMissing());
      const next = revise(role, { permissions: wanted }, now);
      return accept(shownRole(next), changed(roleKind, role, next));
    },
  });
}
