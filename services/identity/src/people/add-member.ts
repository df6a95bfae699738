import type { Member } from '@benchline/proto/benchline/identity/v1/records.ts';
import { accept, created, internalAction, refuse } from '@benchline/runtime';
import { unknownRole } from '../accounts/service-account.ts';
import { memberById } from '../organizations/find-member.ts';
import { reachesTo, roleMissing } from '../roles/authority.ts';
import { nameTaken } from '../roles/name-taken.ts';
import { rolePermissions } from '../roles/role-permissions.ts';
import { memberKind } from './member.ts';

export interface NewMember {
  readonly personId: number;
  readonly role: string;
  readonly status: 'active' | 'invited';
}

/** Takes a person in, with a role that allows nothing that whoever gives it may not do. */
export const addMember = internalAction('CreatePerson', {
  load: ({ personId, role }: NewMember) => ({ member: memberById(personId), permissions: rolePermissions(role) }),
  decide({ member, permissions }, { personId, role, status }, { call, nextId, now }) {
    if (permissions === undefined) return refuse(unknownRole(role));
    if (!reachesTo(call.scopes, permissions)) return refuse(roleMissing());
    if (member !== undefined) return refuse(nameTaken());
    const made: Member = {
      id: nextId(memberKind),
      version: 1,
      createdAt: now,
      updatedAt: now,
      personId,
      role,
      status,
      sessionGeneration: 1,
    };
    return accept(made, [created(memberKind, made)]);
  },
});
