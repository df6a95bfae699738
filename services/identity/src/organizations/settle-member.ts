import type { Member } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Steps } from '@benchline/runtime';
import { accept, changed, created, internalAction, revise } from '@benchline/runtime';
import { memberKind } from '../people/member.ts';
import { memberById, memberOf } from './find-member.ts';

interface Settlement {
  readonly personId: number;
  /** Whether the person founded the organization, which is theirs. */
  readonly founder: boolean;
}

/**
 * In an organization's partition: gives a person who has joined the place that is due. Joining is written down with the platform first;
 * whoever died before this step, somebody takes it at the next sign-in.
 */
const settleMember = internalAction('Join', {
  load: ({ personId }: Settlement) => ({ member: memberById(personId) }),
  decide({ member }, { personId, founder }, { nextId, now }) {
    if (member === undefined) {
      if (!founder) return accept(undefined, []);
      const owner: Member = {
        id: nextId(memberKind),
        version: 1,
        createdAt: now,
        updatedAt: now,
        personId,
        role: 'owner',
        status: 'active',
        sessionGeneration: 1,
      };
      return accept<Member | undefined>(owner, [created(memberKind, owner)]);
    }
    if (member.status !== 'invited') return accept(member, []);
    const active = revise(member, { status: 'active' }, now);
    return accept(active, changed(memberKind, member, active, 'joined'));
  },
});

/** The place of a person who has joined, settled if it was not yet; `undefined` where the organization has none for them. */
export async function settledMember(
  { query, change }: Pick<Steps, 'query' | 'change'>,
  organizationId: number,
  settlement: Settlement,
): Promise<Member | undefined> {
  const { member } = await query(memberOf, settlement.personId, organizationId);
  if (member !== undefined && member.status !== 'invited') return member;
  return change(settleMember, settlement, organizationId);
}
