import type { ApiKeyRecord, KeyRevocation } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { View } from '@benchline/runtime';
import { defineKind, internalQuery, named, uniqueName } from '@benchline/runtime';

/** In an organization's partition: that the keys of one generation of an account were revoked, all at once. */
export const keyRevocationOf = uniqueName('key_revocation');

export const keyRevocationKind = defineKind<KeyRevocation>({
  name: 'key_revocation',
  claims: ({ serviceAccountId, generation }) =>
    serviceAccountId === undefined || generation === undefined ? [] : [keyRevocationOf(serviceAccountId, generation)],
});

/** When each of these keys was revoked, by itself or with its generation; `undefined` for one that is not. */
export const revocationsOf = internalQuery('RevocationsOfKeys', {
  load: (keys: readonly ApiKeyRecord[]) => ({ times: (view) => keys.map((key) => revokedAt(key, view)) }),
  answer: ({ times }) => times,
});

function revokedAt(key: ApiKeyRecord, view: View): string | undefined {
  const withAll = named(keyRevocationKind, keyRevocationOf(key.serviceAccountId, key.keyGeneration))(view);
  return key.revokedAt ?? withAll?.revokedAt;
}
