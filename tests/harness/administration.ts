import { clientOf, type Answer, type Client } from './client.ts';

/** Who owns the products that tests start. */
export const owner = {
  email: 'ada@lab.example',
  password: 'an owner with a long password',
  organization: 'Development',
} as const;

/** What makes the owner at the first start. */
export const ownerSettings = {
  BENCHLINE_OWNER_EMAIL: owner.email,
  BENCHLINE_OWNER_PASSWORD: owner.password,
  BENCHLINE_ORGANIZATION: owner.organization,
} as const;

export interface SignIn {
  readonly email: string;
  readonly password: string;
  readonly organization?: string | number;
}

export interface SignedIn {
  readonly token: string;
  readonly expires_at: string;
  readonly person: { readonly id: number; readonly email: string; readonly name: string };
  readonly organization: { readonly id: number; readonly name: string };
  readonly role: string;
}

export interface MadeKey {
  readonly id: number;
  readonly secret: string;
  readonly key_prefix: string;
  readonly scopes: readonly string[];
}

export interface KeyTerms {
  readonly account?: string;
  readonly role?: string;
  readonly name?: string;
  readonly scopes?: readonly string[];
  readonly expires_at?: string;
}

/** The administration's base path. */
export const admin = '/api/v1/admin';

/** A client of a person's session. @throws {Error} when the product doesn't let them in. */
export async function signIn(url: string, { email, password, organization }: SignIn = owner): Promise<Client> {
  return clientOf({
    url,
    key: (await signInAnswer(url, { email, password, ...(organization !== undefined && { organization }) })).token,
  });
}

export async function signInAnswer(url: string, who: SignIn = owner): Promise<SignedIn> {
  const nobody = clientOf({ url, key: undefined });
  return made(await nobody.post<SignedIn>('/api/v1/auth/sign-in', who), 200);
}

/** A new service account with one key. */
export async function makeKey(people: Client, terms: KeyTerms = {}): Promise<MadeKey & { readonly accountId: number }> {
  const { account = 'LIMS', role = 'admin', name = 'tests', scopes, expires_at } = terms;
  const { id } = made(
    await people.post<{ id: number }>(`${admin}/service-accounts`, { display_name: account, role }),
    201,
  );
  const body = { name, ...(scopes !== undefined && { scopes }), ...(expires_at !== undefined && { expires_at }) };
  const key = made(await people.post<MadeKey>(`${admin}/service-accounts/${String(id)}/api-keys`, body), 201);
  return { ...key, accountId: id };
}

/** The body of an answer that must have this status. */
export function made<Body>({ status, body, text }: Answer<Body>, expected: number): Body {
  if (status !== expected)
    throw new Error(`${String(expected)} expected, got ${String(status)}: ${text.slice(0, 500)}`);
  return body;
}
