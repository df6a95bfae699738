import { invalid } from '@benchline/errors';
import type { SetUpRequest } from '@benchline/proto/benchline/identity/v1/auth.ts';
import type { PersonRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Steps } from '@benchline/runtime';
import { platform } from '@benchline/runtime';
import { readOrganizationName } from '../organizations/organization-name.ts';
import { settledMember } from '../organizations/settle-member.ts';
import type { Hasher } from '../passwords/hasher.ts';
import { checkPassword } from '../passwords/password-rules.ts';
import type { EmailDigest } from '../people/email.ts';
import { localPart, readEmail } from '../people/email.ts';
import { personById } from '../people/find-person.ts';
import { linkNotFound } from '../people/set-up-links.ts';
import { first, foundPlatform } from './found-platform.ts';

/** Makes the first owner and their organization of what the first owner's link was used with. */
export async function setUpOwner(
  { hasher, digestOf }: { readonly hasher: Hasher; readonly digestOf: EmailDigest },
  input: SetUpRequest,
  steps: Steps,
): Promise<PersonRecord> {
  const email = readEmail(given(input, 'email'));
  const organization = readOrganizationName(given(input, 'organization'), 'organization');
  const { password, name = localPart(email) } = input;
  checkPassword(password, { field: 'password', about: [email, name, organization] });
  const emailDigest = digestOf(email);
  const founder = (await steps.query(personById, first.person, platform)) ?? (await founded());
  await settledMember(steps, first.organization, { personId: founder.id, founder: true });
  // A call that died on its way is completed by the same again; anybody else comes too late.
  if (founder.emailDigest === emailDigest && (await hasher.verify(founder.passwordHash, password))) return founder;
  throw linkNotFound();

  async function founded(): Promise<PersonRecord> {
    const founding = { email, emailDigest, name, organization, passwordHash: await hasher.hash(password) };
    return steps.change(foundPlatform, founding, platform);
  }
}

/** What only this link needs. @throws {AppError} `invalid` where it is missing. */
function given(input: SetUpRequest, field: 'email' | 'organization'): string {
  const value = input[field];
  if (value !== undefined) return value;
  throw invalid([{ loc: ['body', field], msg: 'Field required', type: 'missing' }]);
}
