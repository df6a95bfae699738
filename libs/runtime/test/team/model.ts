import type { Join } from './actions.ts';
import type { Member } from './member.ts';
import { teamSizeMax } from './member.ts';

/** One thing to do, as plain data. */
export type Deed =
  | ({ readonly does: 'join' } & Join)
  | { readonly does: 'leave'; readonly id: number }
  | { readonly does: 'demote'; readonly id: number }
  | { readonly does: 'rename'; readonly id: number; readonly name: string };

/** A member but for its time of change. */
export type Person = Omit<Member, 'updatedAt'>;

/** All members ever, by id from 1. */
export type Team = readonly Person[];

export type Verdict =
  { readonly refused: string } | { readonly refused: undefined; readonly reply: Person; readonly team: Team };

/** What the actions should do, written over a plain list: the product is right when it agrees with this. */
export function judge(team: Team, deed: Deed): Verdict {
  if (deed.does === 'join') return judgeJoin(team, deed);
  const person = team[deed.id - 1];
  if (person === undefined) return { refused: 'member_not_found' };
  if (!person.active) return { refused: 'already_left' };
  if (deed.does === 'rename') return judgeRename(team, person, deed.name);
  const owners = team.filter((other) => other.active && other.team === person.team && other.role === 'owner');
  if (person.role === 'owner' && owners.length < 2) return { refused: 'last_owner' };
  if (deed.does === 'leave') return written(team, { ...person, active: false });
  return person.role === 'member'
    ? { refused: undefined, reply: person, team }
    : written(team, { ...person, role: 'member' });
}

function judgeRename(team: Team, person: Person, name: string): Verdict {
  const holder = holderOf(team, name);
  if (holder !== undefined && holder !== person) return { refused: 'name_taken' };
  if (person.name === name) return { refused: undefined, reply: person, team };
  return written(team, { ...person, name });
}

function judgeJoin(team: Team, { name, team: joined, role, email }: Join): Verdict {
  if (holderOf(team, name) !== undefined) return { refused: 'name_taken' };
  if (team.filter((other) => other.active && other.team === joined).length >= teamSizeMax) {
    return { refused: 'team_full' };
  }
  const person = { id: team.length + 1, version: 1, name, team: joined, role, active: true, email };
  return { refused: undefined, reply: person, team: [...team, person] };
}

function holderOf(team: Team, name: string): Person | undefined {
  return team.find((other) => other.active && other.name === name);
}

function written(team: Team, person: Person): Verdict {
  const next = { ...person, version: person.version + 1 };
  return { refused: undefined, reply: next, team: team.map((other) => (other.id === next.id ? next : other)) };
}
