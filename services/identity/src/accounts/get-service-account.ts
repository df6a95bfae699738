import { ServiceAccountServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { entity, list, query } from '@benchline/runtime';
import { serviceAccountKind, serviceAccountNotFound, shownAccount } from './service-account.ts';

export const getServiceAccount = query(ServiceAccountServiceService.getServiceAccount, {
  load: ({ id }) => ({ account: entity(serviceAccountKind, id) }),
  answer: ({ account }) => {
    if (account === undefined) throw serviceAccountNotFound();
    return shownAccount(account);
  },
});

/** Accounts, newest first, disabled ones too. */
export const listServiceAccounts = list(ServiceAccountServiceService.listServiceAccounts, {
  kind: serviceAccountKind,
  load: () => ({}),
  range: () => ({ by: 'kind' }),
  matches: () => true,
  show: shownAccount,
});
