import type { SignedIn } from '../harness/administration.ts';
import { clientOf, type Client } from '../harness/client.ts';
import { patiently, Unworkable } from './patiently.ts';

/** Who signs in, as the environment has it. */
export interface Credentials {
  readonly email: string | undefined;
  readonly password: string | undefined;
  /** Needed by somebody who belongs to several. */
  readonly organization: string | undefined;
}

/** What a sign-in that names no organization gets from somebody of several. */
interface WhichOne {
  readonly organizations?: readonly { readonly name: string }[];
}

/**
 * A client of a new session.
 * @throws {Unworkable} in a line that says what is missing or wrong, when nobody is let in.
 */
export async function signInOwner(url: string, { email, password, organization }: Credentials): Promise<Client> {
  if (email === undefined || email === '' || password === undefined || password === '') {
    throw new Unworkable(
      'Set BENCHLINE_OWNER_EMAIL and BENCHLINE_OWNER_PASSWORD to what an owner of the running instance signs in with.',
    );
  }
  const body = { email, password, ...(organization !== undefined && { organization }) };
  const nobody = clientOf({ url, key: undefined });
  const signIn = () => nobody.post<SignedIn & WhichOne>('/api/v1/auth/sign-in', body);
  const answer = await patiently(signIn, [200, 401, 409, 429]);
  if (answer.status === 200) return clientOf({ url, key: answer.body.token });
  throw new Unworkable(refusal(answer, email));
}

function refusal(
  { status, body, headers }: { status: number; body: WhichOne; headers: Headers },
  email: string,
): string {
  switch (status) {
    case 409:
      return `${email} belongs to several organizations: set BENCHLINE_ORGANIZATION to ${named(body)}.`;
    case 429:
      return `Too many wrong passwords for ${email}; try again in ${headers.get('retry-after') ?? 'some'} seconds.`;
    default:
      return (
        `${email} is not let in with BENCHLINE_OWNER_PASSWORD. ` +
        'If nobody has set the instance up yet, open the link that npm start printed.'
      );
  }
}

function named({ organizations = [] }: WhichOne): string {
  return organizations.map(({ name }) => `"${name}"`).join(' or ');
}
