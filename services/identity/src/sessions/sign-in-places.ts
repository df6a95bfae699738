import type { Steps } from '@benchline/runtime';
import { internalQuery, platform } from '@benchline/runtime';
import { affiliationKind, affiliationTerms } from '../organizations/affiliation.ts';
import { memberOf } from '../organizations/find-member.ts';
import { organizationKind } from '../organizations/organization.ts';
import type { OrganizationChoice, Place } from '../organizations/places.ts';
import { placesOf } from '../organizations/places.ts';
import { standIn } from './suspect.ts';

/** No person has this id. */
const nobody = 0;
const standInOrganization = 1;

/**
 * Where somebody whose password is right may sign in. Of somebody whose password is wrong, or who doesn't exist, the same is asked as of
 * a person who has one organization and no place in it, so that the work doesn't tell why a sign-in is refused.
 */
export async function signInPlaces(
  steps: Steps,
  personId: number | undefined,
  choice: OrganizationChoice,
): Promise<readonly Place[]> {
  const asked = new Set<number | undefined>();
  const query: Steps['query'] = (question, input, org) => {
    asked.add(org);
    return steps.query(question, input, org);
  };
  const places = await placesAsked({ ...steps, query }, personId, choice);
  // Of who belongs to no such organization nothing is asked beside the platform.
  if (asked.size === 1) await steps.query(memberOf, standIn, standInOrganization);
  return places;
}

async function placesAsked(
  steps: Steps,
  personId: number | undefined,
  choice: OrganizationChoice,
): Promise<readonly Place[]> {
  if (personId !== undefined || choice !== undefined) return placesOf(steps, personId ?? nobody, choice);
  await steps.query(oneOrganization, standIn, platform);
  return [];
}

/** As `placesOf` begins without a choice; however many organizations the stand-in has, one is read. */
const oneOrganization = internalQuery('OneOrganization', {
  load: (personId: number) => ({
    organizations: (view) =>
      view
        .members(affiliationKind, affiliationTerms.personWith(personId, 'joined'), 1)
        .map(({ organizationId }) => view.entity(organizationKind, organizationId)),
  }),
  answer: ({ organizations }) => organizations,
});
