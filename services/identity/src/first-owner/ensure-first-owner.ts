import type { SettingProblem } from '@benchline/config';
import { ConfigError } from '@benchline/config';
import type { PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Runtime } from '@benchline/runtime';
import { platform, serviceCall, stepsOf } from '@benchline/runtime';
import type { Records } from '@benchline/store';
import { organizationNameProblem } from '../organizations/organization-name.ts';
import { settledMember } from '../organizations/settle-member.ts';
import type { Hasher } from '../passwords/hasher.ts';
import { passwordWeakness } from '../passwords/password-rules.ts';
import type { EmailDigest } from '../people/email.ts';
import { isEmail, localPart } from '../people/email.ts';
import { personById } from '../people/find-person.ts';
import { setUpLinks } from '../people/set-up-links.ts';
import type { RandomBytes } from '../random-text.ts';
import type { Founding } from './found-platform.ts';
import { first, foundPlatform } from './found-platform.ts';

export interface FirstOwnerSettings {
  readonly email: string | undefined;
  readonly password: string | undefined;
  /** The first organization's name. */
  readonly organization: string | undefined;
}

export interface FirstOwnerDeps {
  readonly runtime: Runtime;
  readonly records: Records;
  readonly clock: () => number;
  readonly random: RandomBytes;
  readonly hasher: Hasher;
  readonly digestOf: EmailDigest;
}

const withinMs = 60_000;
const defaultOrganization = 'Laboratory';

/**
 * Sees to it that somebody can come in. On a platform without people it makes the owner that the settings name, or else answers the
 * token of a new one-time link, `owner.…`, for whoever is to be owner; where there is somebody it changes nothing. Any number of
 * replicas may do it at the same time: there is one owner, and the link that was made last is the good one, until there is an owner.
 * @throws {ConfigError} settings that no owner can be made of.
 */
export async function ensureFirstOwner(
  deps: FirstOwnerDeps,
  settings: FirstOwnerSettings,
): Promise<string | undefined> {
  const steps = stepsOf(deps.runtime, serviceCall('identity', platform), deps.clock() + withinMs);
  const links = setUpLinks(deps);
  const present = (): Promise<PersonRecord | undefined> => steps.query(personById, first.person);
  let founder = await present();
  if (founder === undefined && settings.email === undefined && settings.password === undefined) {
    const token = await links.renew('owner');
    // A replica that has settings may have been faster, and have looked for a link to end before there was this one.
    founder = await present();
    if (founder === undefined) return token;
  }
  founder ??= await steps.change(foundPlatform, await foundingOf(deps, settings));
  await settledMember(steps, first.organization, { personId: founder.id, founder: true });
  // Where there is an owner, the link would do nothing but tell whether a password is theirs.
  await links.end('owner');
  return undefined;
}

async function foundingOf(deps: FirstOwnerDeps, settings: FirstOwnerSettings): Promise<Founding> {
  const { email = '', password = '', organization = defaultOrganization } = settings;
  const problems = settingProblems(email, password, organization);
  if (problems.length > 0) throw new ConfigError(problems);
  const address = email.trim();
  return {
    email: address,
    emailDigest: deps.digestOf(address),
    name: localPart(address),
    passwordHash: await deps.hasher.hash(password),
    organization: organization.trim(),
  };
}

function settingProblems(email: string, password: string, organization: string): readonly SettingProblem[] {
  const weakness = passwordWeakness(password, [email, organization]);
  const unfit = organizationNameProblem(organization);
  return [
    ...(isEmail(email) ? [] : [{ name: 'BENCHLINE_OWNER_EMAIL', problem: 'is not an e-mail address' }]),
    ...(weakness === undefined ? [] : [{ name: 'BENCHLINE_OWNER_PASSWORD', problem: `is refused: ${weakness}` }]),
    ...(unfit === undefined ? [] : [{ name: 'BENCHLINE_ORGANIZATION', problem: `is refused: ${unfit}` }]),
  ];
}
