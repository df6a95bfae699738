import type { Declarations } from '@benchline/actions';
import type { AnyAction } from '@benchline/runtime';
import type { DropLeases } from '../leases/drop-leases.ts';
import { createApiKey } from './create-api-key.ts';
import { createServiceAccount } from './create-service-account.ts';
import { getServiceAccount, listServiceAccounts } from './get-service-account.ts';
import type { RandomBytes } from '../random-text.ts';
import type { KeyUse } from './key-use.ts';
import { listApiKeys } from './list-api-keys.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { getScopeAlphabet, scopeAlphabet } from './scope-alphabet.ts';
import { disableServiceAccount, enableServiceAccount } from './switch-service-account.ts';
import { updateServiceAccount } from './update-service-account.ts';

export interface AccountDeps {
  readonly declarations: Declarations;
  readonly dropLeases: DropLeases;
  readonly keyUse: KeyUse;
  readonly random: RandomBytes;
}

/** What an organization does with service accounts and their keys. */
export function accountActions({ declarations, dropLeases, keyUse, random }: AccountDeps): readonly AnyAction[] {
  const alphabet = scopeAlphabet(declarations);
  return [
    listServiceAccounts,
    createServiceAccount,
    getServiceAccount,
    updateServiceAccount(dropLeases),
    disableServiceAccount(dropLeases),
    enableServiceAccount,
    listApiKeys(keyUse),
    createApiKey(alphabet, random),
    revokeApiKey(dropLeases, keyUse),
    getScopeAlphabet(alphabet),
  ];
}
