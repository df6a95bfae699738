import { AppError, invalid } from '@benchline/errors';
import type { ServiceAccount } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { ServiceAccountRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import { defineKind, uniqueName } from '@benchline/runtime';

/** In an organization's partition: the name that an account is shown by. */
export const serviceAccountName = uniqueName('service_account.display_name');

export const serviceAccountKind = defineKind<ServiceAccountRecord>({
  name: 'service_account',
  claims: ({ displayName }) => (displayName === undefined ? [] : [serviceAccountName(displayName)]),
  terms: ({ role }) => [serviceAccountTerms.role(role ?? '')],
});

export const serviceAccountTerms = { role: (role: string): string => `role:${role}` } as const;

/** An account as callers see it. */
export function shownAccount({ id, displayName, role, status, createdAt }: ServiceAccountRecord): ServiceAccount {
  return { id, displayName, role, status, createdAt };
}

export function serviceAccountNotFound(): AppError {
  return new AppError('not_found', 'service_account_not_found', 'There is no such service account');
}

export function serviceAccountDisabled(): AppError {
  return new AppError('conflict', 'service_account_disabled', 'A disabled account gets no keys: enable it first');
}

/** The refusal of a role that isn't there. */
export function unknownRole(role: string): AppError {
  return invalid([{ loc: ['body', 'role'], msg: `Unknown role: ${role}`, type: 'literal_error' }]);
}
