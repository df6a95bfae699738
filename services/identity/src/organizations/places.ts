import type { OrganizationRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Lookup, Steps, View } from '@benchline/runtime';
import { foldCase, internalQuery, members, named, platform } from '@benchline/runtime';
import { affiliationKind, affiliationOf, affiliationTerms } from './affiliation.ts';
import { organizationKind, organizationName } from './organization.ts';
import { settledMember } from './settle-member.ts';

/** An organization that a person may sign in to, and as what. */
export interface Place {
  readonly organization: OrganizationRecord;
  readonly role: string;
  /** The person's `session_generation` there. */
  readonly memberGeneration: number;
}

/** How a caller names an organization: by its id or its name. */
export type OrganizationChoice = number | string | undefined;

/** Without a choice, so many are looked at, newest first; a person of more names one. */
const placesMax = 100;

/**
 * Where a person is an active member; with a choice, the one place that it means. What was left half done on the way there is brought
 * to its end.
 */
export async function placesOf(
  steps: Pick<Steps, 'query' | 'change'>,
  personId: number,
  choice: OrganizationChoice,
): Promise<readonly Place[]> {
  const joined = await steps.query(joinedOrganizations, { personId, choice }, platform);
  const places = await Promise.all(
    joined.map(async (organization): Promise<readonly Place[]> => {
      const founder = organization.founderId === personId;
      const member = await settledMember(steps, organization.id, { personId, founder });
      if (member?.status !== 'active') return [];
      return [{ organization, role: member.role, memberGeneration: member.sessionGeneration }];
    }),
  );
  return choice === undefined ? places.flat() : places.flat().slice(0, 1);
}

const joinedOrganizations = internalQuery('JoinedOrganizations', {
  load: ({ personId, choice }: { readonly personId: number; readonly choice: OrganizationChoice }) => ({
    organizations: choice === undefined ? all(personId) : chosen(personId, choice),
  }),
  answer: ({ organizations }) => organizations,
});

function all(personId: number): Lookup<readonly OrganizationRecord[]> {
  const joined = members(affiliationKind, affiliationTerms.personWith(personId, 'joined'), placesMax);
  return (view) => joined(view).flatMap(({ organizationId }) => view.entity(organizationKind, organizationId) ?? []);
}

function chosen(personId: number, choice: number | string): Lookup<readonly OrganizationRecord[]> {
  return (view) =>
    (typeof choice === 'number' ? [choice] : idsMeant(choice, view)).flatMap((id) => {
      const affiliation = named(affiliationKind, affiliationOf(personId, id))(view);
      return affiliation?.status === 'joined' ? (view.entity(organizationKind, id) ?? []) : [];
    });
}

/** Of the organization that has the name, then of the one that digits may mean: a form has but one field for both. */
function idsMeant(text: string, view: View): readonly number[] {
  const holder = view.holder(organizationName(foldCase(text.trim())));
  const numbered = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
  return [...new Set([holder, numbered])].filter((id) => id !== undefined);
}
