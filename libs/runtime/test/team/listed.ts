import type { Runtime } from '@benchline/runtime';
import type { ListMembers } from './actions.ts';
import { listMembers } from './actions.ts';
import type { Member } from './member.ts';

export const longAgo = '2000-01-01T00:00:00.000Z';

export interface Listed {
  readonly members: readonly Member[];
  readonly nextCursor: string | undefined;
  readonly syncedTo: string | undefined;
}

/** One page of the list of members. */
export async function page(runtime: Runtime, input: ListMembers, org = 1): Promise<Listed> {
  const { items, ...rest } = await runtime.list(org, listMembers, input);
  return { members: items as readonly Member[], ...rest }; // what `listMembers` shows
}
