import { unavailable } from '@benchline/errors';
import type { ApiKey, CreateApiKeyRequest } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { ServiceAccountServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { ApiKeyRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Action, Procedure, View } from '@benchline/runtime';
import { accept, created, entity, internalAction, procedure, refuse, taken } from '@benchline/runtime';
import { rolePermissions } from '../roles/role-permissions.ts';
import { apiKeyKind, apiKeyName, apiKeyPrefix, shownKey } from './api-key.ts';
import { brokenRule, keyRefusal, wantedScopes } from './key-rules.ts';
import type { RandomBytes } from '../random-text.ts';
import type { KeyText } from './key-text.ts';
import { newKeyText } from './key-text.ts';
import { serviceAccountKind } from './service-account.ts';

interface NewKey {
  readonly request: CreateApiKeyRequest;
  readonly text: Pick<KeyText, 'prefix' | 'digest'>;
}

/** Makes a key of scopes that keys can hold, within its account's role. Its secret is in this answer, and kept nowhere. */
export function createApiKey(alphabet: readonly string[], random: RandomBytes): Procedure<CreateApiKeyRequest, ApiKey> {
  const make = makeKey(alphabet);
  return procedure(ServiceAccountServiceService.createApiKey, async (request, steps) => {
    const { call } = steps;
    const { text, prefix, digest } = newKeyText(call.organizationId, random);
    const key = await steps.change(make, { request, text: { prefix, digest } });
    const shown = shownKey(key, { lastUsedAt: undefined, revokedAt: undefined });
    return call.dryRun ? shown : { ...shown, secret: text };
  });
}

function makeKey(alphabet: readonly string[]): Action<NewKey, ApiKeyRecord> {
  return internalAction('CreateApiKey', {
    load: ({ request: { id, name }, text }: NewKey) => ({
      account: entity(serviceAccountKind, id),
      permissions: (view: View) => rolePermissions(entity(serviceAccountKind, id)(view)?.role ?? '')(view) ?? [],
      nameIsTaken: (view: View) => {
        const account = entity(serviceAccountKind, id)(view);
        return account !== undefined && taken(apiKeyName(id, account.keyGeneration, name))(view);
      },
      prefixIsTaken: taken(apiKeyPrefix(text.prefix)),
    }),
    decide({ account, permissions, nameIsTaken, prefixIsTaken }, { request, text }, { call, nextId, now }) {
      const scopes = wantedScopes(request.scopes, permissions, alphabet);
      const refusal =
        brokenRule(request, alphabet, now) ??
        keyRefusal({ account, permissions, scopes, makerScopes: call.scopes, nameIsTaken });
      if (refusal !== undefined) return refuse(refusal);
      // Once in 62^10 keys: the caller tries again.
      if (prefixIsTaken) return refuse(unavailable('a new key'));
      const key = {
        id: nextId(apiKeyKind),
        version: 1,
        createdAt: now,
        updatedAt: now,
        serviceAccountId: request.id,
        name: request.name,
        keyPrefix: text.prefix,
        digest: text.digest,
        scopes: [...scopes],
        expiresAt: request.expiresAt,
        revokedAt: undefined,
        keyGeneration: account?.keyGeneration ?? 0,
      };
      return accept(key, [created(apiKeyKind, key)]);
    },
  });
}
