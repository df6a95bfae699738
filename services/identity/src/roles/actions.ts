import type { Declarations } from '@benchline/actions';
import type { AnyAction } from '@benchline/runtime';
import type { DropLeases } from '../leases/drop-leases.ts';
import { createRole } from './create-role.ts';
import { deleteRole } from './delete-role.ts';
import { listRoles } from './list-roles.ts';
import { updateRole } from './update-role.ts';

export interface RoleDeps {
  readonly declarations: Declarations;
  readonly dropLeases: DropLeases;
}

/** What an organization does with roles. */
export function roleActions({ declarations: { scopes }, dropLeases }: RoleDeps): readonly AnyAction[] {
  return [listRoles, createRole(scopes), updateRole(scopes, dropLeases), deleteRole(dropLeases)];
}
