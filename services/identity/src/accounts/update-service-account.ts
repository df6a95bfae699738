import type { ServiceAccount, UpdateServiceAccountRequest } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { ServiceAccountServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { Procedure, View } from '@benchline/runtime';
import { accept, changed, entity, internalAction, procedure, refuse, revise, taken } from '@benchline/runtime';
import type { DropLeases } from '../leases/drop-leases.ts';
import { subjects } from '../leases/subjects.ts';
import { reachesTo, roleMissing } from '../roles/authority.ts';
import { nameTaken } from '../roles/name-taken.ts';
import { rolePermissions } from '../roles/role-permissions.ts';
import {
  serviceAccountKind,
  serviceAccountName,
  serviceAccountNotFound,
  shownAccount,
  unknownRole,
} from './service-account.ts';

/** Changes an account's name or role. When it has answered, no key of it is let in on the old terms. */
export function updateServiceAccount(dropLeases: DropLeases): Procedure<UpdateServiceAccountRequest, ServiceAccount> {
  return procedure(ServiceAccountServiceService.updateServiceAccount, async (input, steps) => {
    const { call } = steps;
    const account = await steps.change(changeAccount, input);
    // Also where nothing changed: the call that changed it may have died before it came to this.
    if (!call.dryRun) await dropLeases(subjects.account(call.organizationId, input.id), call);
    return account;
  });
}

const changeAccount = internalAction('UpdateServiceAccount', {
  subject: ({ id }: UpdateServiceAccountRequest) => ({
    lookup: entity(serviceAccountKind, id),
    absent: serviceAccountNotFound,
  }),
  load: ({ id, displayName, role }: UpdateServiceAccountRequest) => ({
    present: (view: View) => rolePermissions(entity(serviceAccountKind, id)(view)?.role ?? '')(view) ?? [],
    wanted: role === undefined ? () => [] : rolePermissions(role),
    nameIsTaken: displayName === undefined ? () => false : taken(serviceAccountName(displayName)),
  }),
  decide({ subject, present, wanted, nameIsTaken }, { displayName, role }, { call, now }) {
    // What is null here can't be cleared, so it says nothing.
    const next = revise(subject, { displayName: displayName ?? subject.displayName, role: role ?? subject.role }, now);
    if (wanted === undefined) return refuse(unknownRole(next.role));
    const given = next.role === subject.role ? [] : [...present, ...wanted];
    if (!reachesTo(call.scopes, given)) return refuse(roleMissing());
    if (nameIsTaken && next.displayName !== subject.displayName) return refuse(nameTaken());
    return accept(shownAccount(next), changed(serviceAccountKind, subject, next));
  },
});
