import type { ListPeopleResponse } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { PeopleServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { Member } from '@benchline/proto/benchline/identity/v1/records.ts';
import { internalList, platform, procedure } from '@benchline/runtime';
import { peopleByIds } from './find-person.ts';
import { memberKind } from './member.ts';
import { shownPerson } from './shown-person.ts';

/** The people of an organization, those who came last first. */
export const listPeople = procedure(
  PeopleServiceService.listPeople,
  async (input, { call: { organizationId }, query, list }): Promise<ListPeopleResponse> => {
    const { items, nextCursor } = await list(membersByPage, input);
    const page = items as readonly Member[]; // what `membersByPage` shows
    const found = await query(peopleByIds, { ids: page.map(({ personId }) => personId), organizationId }, platform);
    return { items: page.map((member, index) => shownPerson(member, found[index])), nextCursor };
  },
);

interface Page {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

const membersByPage = internalList<Page, Member>('ListPeople', { kind: memberKind, range: () => ({ by: 'kind' }) });
