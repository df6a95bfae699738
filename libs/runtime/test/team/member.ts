import { AppError } from '@benchline/errors';
import type { Entity } from '@benchline/runtime';
import { defineKind, uniqueName } from '@benchline/runtime';

/** The one record of the domain that these tests run: somebody in a team. `email` is personal. */
export interface Member extends Entity {
  readonly name: string;
  readonly team: string;
  readonly role: 'owner' | 'member';
  readonly active: boolean;
  readonly email: string | undefined;
  readonly updatedAt: string | undefined;
}

/** Unique among all active members. */
export const memberName = uniqueName('member.name');

export const memberKind = defineKind<Member>({
  name: 'member',
  texts: ({ name = '', team = '' }) => [name, team],
  claims: ({ active, name }) => (active === true && name !== undefined ? [memberName(name)] : []),
  terms: ({ active, team, role }) =>
    active === true
      ? [teamTerms.team(String(team)), ...(role === 'owner' ? [teamTerms.owners(String(team))] : [])]
      : [],
});

export const teamTerms = {
  team: (team: string): string => `team:${team}`,
  owners: (team: string): string => `owners:${team}`,
} as const;

export const teamSizeMax = 3;

export const nameTaken = (): AppError => new AppError('conflict', 'name_taken', 'Somebody has that name');
export const teamFull = (): AppError => new AppError('conflict', 'team_full', 'The team is full');
export const alreadyLeft = (): AppError => new AppError('conflict', 'already_left', 'The member has left');
export const lastOwner = (): AppError => new AppError('conflict', 'last_owner', 'A team keeps an owner');
export const memberNotFound = (): AppError => new AppError('not_found', 'member_not_found', 'No such member');
