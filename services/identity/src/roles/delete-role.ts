import { AppError } from '@benchline/errors';
import type { DeleteRoleRequest, DeleteRoleResponse } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { RoleServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { Procedure } from '@benchline/runtime';
import { accept, changed, internalAction, members, named, procedure, refuse, revise } from '@benchline/runtime';
import { serviceAccountKind, serviceAccountTerms } from '../accounts/service-account.ts';
import type { DropLeases } from '../leases/drop-leases.ts';
import { subjects } from '../leases/subjects.ts';
import { memberKind, memberTerms } from '../people/member.ts';
import { reachesTo, roleMissing } from './authority.ts';
import { builtInRoles } from './built-in-roles.ts';
import { roleBuiltIn, roleKind, roleName, roleNotFound } from './role.ts';

/** Takes a role away that nobody has, disabled people and accounts included: they may come back. */
export function deleteRole(dropLeases: DropLeases): Procedure<DeleteRoleRequest, DeleteRoleResponse> {
  return procedure(RoleServiceService.deleteRole, async (input, steps) => {
    const { call } = steps;
    const reply = await steps.change(endRole, input);
    if (!call.dryRun) await dropLeases(subjects.role(call.organizationId, input.name), call);
    return reply;
  });
}

const endRole = internalAction('DeleteRole', {
  load: ({ name }: DeleteRoleRequest) => ({
    role: named(roleKind, roleName(name)),
    people: members(memberKind, memberTerms.role(name), 1),
    accounts: members(serviceAccountKind, serviceAccountTerms.role(name), 1),
  }),
  decide({ role, people, accounts }, { name }, { call, now }) {
    if (builtInRoles.has(name)) return refuse(roleBuiltIn());
    if (role === undefined) return refuse(roleNotFound());
    if (!reachesTo(call.scopes, role.permissions)) return refuse(roleMissing());
    if (people.length > 0 || accounts.length > 0) return refuse(roleInUse());
    return accept({}, changed(roleKind, role, revise(role, { deletedAt: now }, now), 'deleted'));
  },
});

function roleInUse(): AppError {
  return new AppError('conflict', 'role_in_use', 'Somebody has this role: give them another one first');
}
