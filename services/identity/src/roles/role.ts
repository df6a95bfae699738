import { AppError } from '@benchline/errors';
import type { Role } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { RoleRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import { defineKind, uniqueName } from '@benchline/runtime';

/** In an organization's partition: the name of one of its own roles. */
export const roleName = uniqueName('role.name');

/** A role of an organization's own. A deleted one gives its name free. */
export const roleKind = defineKind<RoleRecord>({
  name: 'role',
  claims: ({ name, deletedAt }) => (name === undefined || deletedAt !== undefined ? [] : [roleName(name)]),
  terms: ({ deletedAt }) => (deletedAt === undefined ? [roleTerms.live] : []),
});

export const roleTerms = { live: 'live' } as const;

/** A role of an organization's own as callers see it. */
export function shownRole({ name, permissions }: RoleRecord): Role {
  return { name, permissions, builtIn: false };
}

export function roleNotFound(): AppError {
  return new AppError('not_found', 'role_not_found', 'There is no such role');
}

export function roleBuiltIn(): AppError {
  return new AppError('conflict', 'built_in', 'A built-in role is the same everywhere, and stays');
}
