import { AppError } from '@benchline/errors';
import type { ApiKey } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { ApiKeyRecord, ServiceAccountRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import { defineKind, uniqueName } from '@benchline/runtime';

/** In an organization's partition: the public part of a key. It names its organization, so it is unique on the platform. */
export const apiKeyPrefix = uniqueName('api_key.prefix');
/** The name of a key among those of its account that are not revoked. */
export const apiKeyName = uniqueName('api_key.name');

export const apiKeyKind = defineKind<ApiKeyRecord>({
  name: 'api_key',
  claims: ({ keyPrefix, serviceAccountId, keyGeneration, name, revokedAt }) => [
    ...(keyPrefix === undefined ? [] : [apiKeyPrefix(keyPrefix)]),
    // Disabling an account raises its generation, so names of the keys that this revoked are free again.
    ...(serviceAccountId === undefined || keyGeneration === undefined || name === undefined || revokedAt !== undefined
      ? []
      : [apiKeyName(serviceAccountId, keyGeneration, name)]),
  ],
  terms: ({ serviceAccountId }) => [apiKeyTerms.account(serviceAccountId ?? 0)],
});

export const apiKeyTerms = { account: (id: number): string => `account:${String(id)}` } as const;

/** Whether a key was revoked, by itself or with all that its account had at the time. */
export function isRevoked(key: ApiKeyRecord, account: Pick<ServiceAccountRecord, 'keyGeneration'>): boolean {
  return key.revokedAt !== undefined || key.keyGeneration < account.keyGeneration;
}

/** A key as callers see it, without its secret. */
export function shownKey(
  { id, name, keyPrefix, scopes, expiresAt, createdAt }: ApiKeyRecord,
  { lastUsedAt, revokedAt }: Pick<ApiKey, 'lastUsedAt' | 'revokedAt'>,
): ApiKey {
  return { id, name, keyPrefix, scopes, expiresAt, createdAt, lastUsedAt, revokedAt };
}

export function apiKeyNotFound(): AppError {
  return new AppError('not_found', 'api_key_not_found', 'There is no such key');
}
