import type { ApiKey, ListApiKeysRequest, ListApiKeysResponse } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { ServiceAccountServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { ApiKeyRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Listing, Procedure } from '@benchline/runtime';
import { entity, internalQuery, procedure } from '@benchline/runtime';
import { apiKeyKind, apiKeyTerms, shownKey } from './api-key.ts';
import { revocationsOf } from './key-revocation.ts';
import type { KeyUse } from './key-use.ts';
import { serviceAccountKind, serviceAccountNotFound } from './service-account.ts';

/** An account's keys, newest first, revoked ones too. */
export function listApiKeys({ lastUsedAt }: KeyUse): Procedure<ListApiKeysRequest, ListApiKeysResponse> {
  return procedure(ServiceAccountServiceService.listApiKeys, async (input, steps) => {
    const page = await steps.list(keysOf, input);
    const account = await steps.query(accountOf, input);
    if (account === undefined) throw serviceAccountNotFound();
    const keys = page.items as readonly ApiKeyRecord[]; // what `keysOf` shows
    // Asked for after the keys, so that a key is never shown as good that was revoked before.
    const revocations = await steps.query(revocationsOf, keys);
    const { organizationId } = steps.call;
    const show = async (key: ApiKeyRecord, place: number): Promise<ApiKey> =>
      shownKey(key, { lastUsedAt: await lastUsedAt(organizationId, key.id), revokedAt: revocations[place] });
    return { items: await Promise.all(keys.map(show)), nextCursor: page.nextCursor };
  });
}

const accountOf = internalQuery('AccountOfKeys', {
  load: ({ id }: ListApiKeysRequest) => ({ account: entity(serviceAccountKind, id) }),
  answer: ({ account }) => account,
});

/** Whole records: what is shown of one depends on its generation as well. */
const keysOf: Listing<ListApiKeysRequest> = {
  does: 'list',
  name: 'ListApiKeys',
  kind: apiKeyKind,
  lookups: () => ({}),
  range: ({ id }) => ({ by: 'terms', terms: [apiKeyTerms.account(id)] }),
  matches: () => true,
  show: (key) => key,
};
