import { PeopleServiceService } from '@benchline/proto/benchline/identity/v1/admin.ts';
import { platform, procedure } from '@benchline/runtime';
import { memberOf } from '../organizations/find-member.ts';
import { peopleByIds } from './find-person.ts';
import { personNotFound } from './member.ts';
import { shownPerson } from './shown-person.ts';

/** One of the people of an organization. Whoever is on the platform and not one of them is as absent as nobody. */
export const getPerson = procedure(
  PeopleServiceService.getPerson,
  async ({ id }, { call: { organizationId }, query }) => {
    const { member } = await query(memberOf, id);
    const [found] = await query(peopleByIds, { ids: [id], organizationId }, platform);
    if (member === undefined) throw personNotFound();
    return shownPerson(member, found);
  },
);
