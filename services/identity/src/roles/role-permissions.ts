import type { Lookup } from '@benchline/runtime';
import { named } from '@benchline/runtime';
import { builtInRoles } from './built-in-roles.ts';
import { roleKind, roleName } from './role.ts';

/** What a role allows at present, in the organization that is looked at; `undefined` where there is no such role. */
export function rolePermissions(name: string): Lookup<readonly string[] | undefined> {
  const builtIn = builtInRoles.get(name);
  if (builtIn !== undefined) return () => builtIn;
  return (view) => named(roleKind, roleName(name))(view)?.permissions;
}
