import type { ApiKey, RevokeApiKeyRequest } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { ServiceAccountServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { ServiceAccountRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Lookup, Procedure } from '@benchline/runtime';
import { accept, changed, entity, internalAction, procedure, revise } from '@benchline/runtime';
import type { DropLeases } from '../leases/drop-leases.ts';
import { subjects } from '../leases/subjects.ts';
import { apiKeyKind, apiKeyNotFound, isRevoked, shownKey } from './api-key.ts';
import { revocationsOf } from './key-revocation.ts';
import type { KeyUse } from './key-use.ts';
import { serviceAccountKind } from './service-account.ts';

/** Revokes a key. When it has answered, the key is accepted nowhere. */
export function revokeApiKey(dropLeases: DropLeases, use: KeyUse): Procedure<RevokeApiKeyRequest, ApiKey> {
  return procedure(ServiceAccountServiceService.revokeApiKey, async (input, steps) => {
    const { call } = steps;
    const key = await steps.change(revoke, input);
    // Also where it was revoked before: the call that did it may have died before it came to this.
    if (!call.dryRun) await dropLeases(subjects.key(call.organizationId, input.id), call);
    const [revokedAt] = await steps.query(revocationsOf, [key]);
    return shownKey(key, { lastUsedAt: await use.lastUsedAt(call.organizationId, input.id), revokedAt });
  });
}

const accountOf =
  ({ id }: RevokeApiKeyRequest): Lookup<ServiceAccountRecord | undefined> =>
  (view) =>
    entity(serviceAccountKind, entity(apiKeyKind, id)(view)?.serviceAccountId ?? 0)(view);

const revoke = internalAction('RevokeApiKey', {
  subject: ({ id }: RevokeApiKeyRequest) => ({ lookup: entity(apiKeyKind, id), absent: apiKeyNotFound }),
  load: (input: RevokeApiKeyRequest) => ({ account: accountOf(input) }),
  decide({ subject, account }, _input, { now }) {
    const isOver = account !== undefined && isRevoked(subject, account);
    const next = isOver ? subject : revise(subject, { revokedAt: now }, now);
    return accept(next, changed(apiKeyKind, subject, next, 'revoked'));
  },
});
