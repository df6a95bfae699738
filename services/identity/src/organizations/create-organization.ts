import { AppError } from '@benchline/errors';
import type { CreateOrganizationRequest, OrganizationReference } from '@benchline/proto/benchline/identity/v1/auth.ts';
import { AuthServiceService } from '@benchline/proto/benchline/identity/v1/auth.ts';
import type { OrganizationRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Procedure, Steps } from '@benchline/runtime';
import {
  accept,
  entity,
  foldCase,
  internalAction,
  internalQuery,
  named,
  platform,
  procedure,
  refuse,
  taken,
} from '@benchline/runtime';
import { first } from '../first-owner/found-platform.ts';
import { nameTaken } from '../roles/name-taken.ts';
import { organizationReference, personAsking } from '../sessions/signed-in.ts';
import { affiliationOf } from './affiliation.ts';
import { memberOf } from './find-member.ts';
import { newOrganization } from './new-organization.ts';
import { readOrganizationName } from './organization-name.ts';
import { organizationKind, organizationName } from './organization.ts';
import { settledMember } from './settle-member.ts';

/** Founds an organization that the caller owns. What a call that died has left of it, the same call completes. */
export function createOrganization(signUp: boolean): Procedure<CreateOrganizationRequest, OrganizationReference> {
  return procedure(AuthServiceService.createOrganization, async (input, steps) => {
    const founderId = personAsking(steps.call);
    if (!signUp && !(await isFirstOwner(founderId, steps))) throw signUpOff();
    const name = readOrganizationName(input.name, 'name');
    const organization = await steps.change(foundOrganization, { name, founderId }, platform);
    if (await isOccupied(organization, founderId, steps)) throw nameTaken();
    await settledMember(steps, organization.id, { personId: founderId, founder: true });
    return organizationReference(organization);
  });
}

const firstOrganization = internalQuery('FirstOrganization', {
  load: (_nothing: undefined) => ({ organization: entity(organizationKind, first.organization) }),
  answer: ({ organization }) => organization,
});

async function isFirstOwner(personId: number, { query }: Steps): Promise<boolean> {
  return (await query(firstOrganization, undefined, platform))?.founderId === personId;
}

/** Whether the organization has its founder in it already: then it is another one than was asked for. */
async function isOccupied({ id }: OrganizationRecord, founderId: number, { query }: Steps): Promise<boolean> {
  return (await query(memberOf, founderId, id)).member !== undefined;
}

interface Founding {
  readonly name: string;
  readonly founderId: number;
}

/** In the platform's partition: an organization and its founder's tie to it. One of theirs that has the name is the answer. */
const foundOrganization = internalAction('CreateOrganization', {
  load: ({ name, founderId }: Founding) => ({
    present: named(organizationKind, organizationName(foldCase(name))),
    isTied: (view) => taken(affiliationOf(founderId, view.counter(organizationKind.name) + 1))(view),
  }),
  decide({ present }, { name, founderId }, context) {
    if (present !== undefined) return present.founderId === founderId ? accept(present, []) : refuse(nameTaken());
    const { organization, changes } = newOrganization({ name, founderId }, context);
    return accept(organization, changes);
  },
});

function signUpOff(): AppError {
  return new AppError('forbidden', 'sign_up_off', 'Only the first owner may found organizations here');
}
