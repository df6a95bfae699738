import type { DisableServiceAccountRequest, ServiceAccount } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { ServiceAccountServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { Procedure, View } from '@benchline/runtime';
import { accept, action, changed, created, entity, internalAction, procedure, revise, taken } from '@benchline/runtime';
import type { DropLeases } from '../leases/drop-leases.ts';
import { subjects } from '../leases/subjects.ts';
import { keyRevocationKind, keyRevocationOf } from './key-revocation.ts';
import { serviceAccountKind, serviceAccountNotFound, shownAccount } from './service-account.ts';

/** Revokes an account's keys for good, and lets it have no new ones. When it has answered, none of them is let in. */
export function disableServiceAccount(dropLeases: DropLeases): Procedure<DisableServiceAccountRequest, ServiceAccount> {
  return procedure(ServiceAccountServiceService.disableServiceAccount, async (input, steps) => {
    const { call } = steps;
    const account = await steps.change(disable, input);
    // Also where nothing changed: the call that changed it may have died before it came to this.
    if (!call.dryRun) await dropLeases(subjects.account(call.organizationId, input.id), call);
    return account;
  });
}

const disable = internalAction('DisableServiceAccount', {
  subject: ({ id }: DisableServiceAccountRequest) => ({
    lookup: entity(serviceAccountKind, id),
    absent: serviceAccountNotFound,
  }),
  load: ({ id }: DisableServiceAccountRequest) => ({
    isNoted: (view: View) => {
      const account = entity(serviceAccountKind, id)(view);
      return account !== undefined && taken(keyRevocationOf(id, account.keyGeneration))(view);
    },
  }),
  decide({ subject }, _input, { nextId, now }) {
    if (subject.status === 'disabled') return accept(shownAccount(subject), []);
    const { id: serviceAccountId, keyGeneration: generation } = subject;
    const next = revise(subject, { status: 'disabled', keyGeneration: generation + 1 }, now);
    const id = nextId(keyRevocationKind);
    return accept(shownAccount(next), [
      ...changed(serviceAccountKind, subject, next, 'disabled'),
      created(keyRevocationKind, { id, version: 1, serviceAccountId, generation, revokedAt: now }),
    ]);
  },
});

/** Lets an account have keys again, new ones. */
export const enableServiceAccount = action(ServiceAccountServiceService.enableServiceAccount, {
  subject: ({ id }) => ({ lookup: entity(serviceAccountKind, id), absent: serviceAccountNotFound }),
  load: () => ({}),
  decide({ subject }, _input, { now }) {
    const next = revise(subject, { status: 'active' }, now);
    return accept(shownAccount(next), changed(serviceAccountKind, subject, next, 'enabled'));
  },
});
