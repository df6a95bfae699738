import type { Listing } from '@benchline/runtime';
import {
  accept,
  bulk,
  changed,
  created,
  entity,
  internalAction,
  internalQuery,
  members,
  named,
  refuse,
  revise,
  taken,
} from '@benchline/runtime';
import type { Member } from './member.ts';
import {
  alreadyLeft,
  lastOwner,
  memberKind,
  memberName,
  memberNotFound,
  nameTaken,
  teamFull,
  teamSizeMax,
  teamTerms,
} from './member.ts';

export interface Join {
  readonly name: string;
  readonly team: string;
  readonly role: Member['role'];
  readonly email?: string | undefined;
}

export interface OneMember {
  readonly id: number;
}

export interface Rename extends OneMember {
  readonly name: string;
}

const subject = ({ id }: OneMember) => ({ lookup: entity(memberKind, id), absent: memberNotFound });

/** A unique name, a number without gaps, and a rule over a list: at most `teamSizeMax` in a team. */
export const join = internalAction('Join', {
  load: ({ name, team }: Join) => ({
    nameIsTaken: taken(memberName(name)),
    present: members(memberKind, teamTerms.team(team), teamSizeMax),
  }),
  decide({ nameIsTaken, present }, { name, team, role, email }, { nextId, now }) {
    if (nameIsTaken) return refuse(nameTaken());
    if (present.length >= teamSizeMax) return refuse(teamFull());
    const member: Member = {
      id: nextId(memberKind),
      version: 1,
      name,
      team,
      role,
      active: true,
      email,
      updatedAt: now,
    };
    return accept(member, [created(memberKind, member)]);
  },
});

export const joinMany = bulk<Join, Member>({ path: '/test/JoinMany' }, join, ({ id, name }) => ({
  id,
  code: undefined,
  externalId: name,
}));

const ownersOfTeam =
  (id: number) =>
  (view: Parameters<ReturnType<typeof members<Member>>>[0]): readonly Member[] => {
    const member = view.entity(memberKind, id);
    return member === undefined ? [] : view.members(memberKind, teamTerms.owners(member.team), 2);
  };

/** Frees the name and the place. A rule over several records: the last owner stays. */
export const leave = internalAction('Leave', {
  subject,
  load: ({ id }: OneMember) => ({ owners: ownersOfTeam(id) }),
  decide({ subject: member, owners }, _input, { now }) {
    if (!member.active) return refuse(alreadyLeft());
    if (member.role === 'owner' && owners.length < 2) return refuse(lastOwner());
    const next = revise<Member>(member, { active: false }, now);
    return accept(next, changed(memberKind, member, next, 'left'));
  },
});

export const demote = internalAction('Demote', {
  subject,
  load: ({ id }: OneMember) => ({ owners: ownersOfTeam(id) }),
  decide({ subject: member, owners }, _input, { now }) {
    if (!member.active) return refuse(alreadyLeft());
    if (member.role === 'owner' && owners.length < 2) return refuse(lastOwner());
    const next = revise<Member>(member, { role: 'member' }, now);
    return accept(next, changed(memberKind, member, next));
  },
});

/** Without effect when the name is the present one. */
export const rename = internalAction('Rename', {
  subject,
  load: ({ name }: Rename) => ({ holder: named(memberKind, memberName(name)) }),
  decide({ subject: member, holder }, { name }, { now }) {
    if (!member.active) return refuse(alreadyLeft());
    if (holder !== undefined && holder.id !== member.id) return refuse(nameTaken());
    const next = revise<Member>(member, { name }, now);
    return accept(next, changed(memberKind, member, next));
  },
});

export const setEmail = internalAction('SetEmail', {
  subject,
  load: () => ({}),
  decide({ subject: member }, { email }: OneMember & { readonly email: string | undefined }, { now }) {
    const next = revise<Member>(member, { email }, now);
    return accept(next, changed(memberKind, member, next));
  },
});

export const getMember = internalQuery('GetMember', {
  load: ({ id }: OneMember) => ({ member: entity(memberKind, id) }),
  answer({ member }): Member {
    if (member === undefined) throw memberNotFound();
    return member;
  },
});

export const getMemberByName = internalQuery('GetMemberByName', {
  load: ({ name }: { readonly name: string }) => ({ member: named(memberKind, memberName(name)) }),
  answer({ member }): Member {
    if (member === undefined) throw memberNotFound();
    return member;
  },
});

export interface ListMembers {
  readonly team?: string | undefined;
  readonly role?: string | undefined;
  readonly ids?: readonly number[] | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly q?: string | undefined;
  readonly updatedSince?: string | undefined;
  readonly updatedAfterCursor?: string | undefined;
}

export const listMembers: Listing<ListMembers> = {
  does: 'list',
  name: 'ListMembers',
  kind: memberKind,
  lookups: () => ({}),
  range: ({ team, ids }) => {
    if (ids !== undefined) return { by: 'ids', ids };
    return team === undefined ? { by: 'kind' } : { by: 'terms', terms: [teamTerms.team(team)] };
  },
  matches: (state, { role }) => role === undefined || (state as Member).role === role, // states of `memberKind` only
  show: (state) => state,
};
