import type { ApiKeyRecord, ServiceAccountRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import type { Found, Lookup, Runtime, View } from '@benchline/runtime';
import { entity, internalQuery, named, platform } from '@benchline/runtime';
import { apiKeyKind, apiKeyPrefix, isRevoked } from '../accounts/api-key.ts';
import { organizationOf } from '../accounts/key-text.ts';
import { serviceAccountKind } from '../accounts/service-account.ts';
import { organizationKind } from '../organizations/organization.ts';
import { rolePermissions } from '../roles/role-permissions.ts';
import type { RefusalReason, Standing } from './standing.ts';
import { refused, unknownCredential } from './standing.ts';
import { sameDigest } from './same-digest.ts';
import { subjects } from './subjects.ts';

/** What was shown of a credential. */
export interface ShownCredential {
  /** The part before its dot. */
  readonly prefix: string;
  /** SHA-256 of the whole, base64url. */
  readonly digest: string;
}

/** A key whose bearer has proven that it is theirs by other means. */
export interface ProvenKeyId {
  readonly organizationId: number;
  readonly keyId: number;
}

const shownKeyPattern = /^biokey_(.*)$/;

/** Reads what an API key is worth from all that is committed by now. */
export async function keyStanding(runtime: Runtime, shown: ShownCredential, now: number): Promise<Standing> {
  const [, prefix = ''] = shownKeyPattern.exec(shown.prefix) ?? [];
  const organizationId = organizationOf(prefix);
  if (organizationId === undefined) return unknownCredential;
  const found = (await runtime.query(organizationId, shownKeyQuery, prefix)) as KeyFound;
  // A right prefix with a wrong secret is nobody's: prefixes are no secrets, and guesses must not fill a log.
  if (found.key === undefined || !sameDigest(found.key.digest, shown.digest)) return unknownCredential;
  return judge(runtime, { ...found, organizationId }, now);
}

/** The same for a key that nobody has to show again. */
export async function provenKeyStanding(
  runtime: Runtime,
  { organizationId, keyId }: ProvenKeyId,
  now: number,
): Promise<Standing> {
  // The platform itself has no keys.
  if (organizationId <= platform) return unknownCredential;
  const found = (await runtime.query(organizationId, provenKeyQuery, keyId)) as KeyFound;
  return judge(runtime, { ...found, organizationId }, now);
}

async function judge(
  runtime: Runtime,
  { organizationId, key, account, permissions = [] }: KeyFound & Pick<ProvenKeyId, 'organizationId'>,
  now: number,
): Promise<Standing> {
  if (key === undefined || account === undefined) return unknownCredential;
  const actor = { kind: 'service_account', id: account.id, name: account.displayName };
  const of = { organizationId, actor, credentialId: String(key.id) };
  const wrong = refusalOf(key, account, now);
  if (wrong !== undefined) return refused(wrong, of);
  return {
    good: true,
    ...of,
    organizationName: (await runtime.query(platform, nameQuery, organizationId)) as string, // what `nameQuery` answers
    permissions,
    scopes: permissions.filter((permission) => key.scopes.includes(permission)),
    subjects: [
      subjects.key(organizationId, key.id),
      subjects.account(organizationId, account.id),
      subjects.role(organizationId, account.role),
    ],
    endsAt: key.expiresAt === undefined ? Infinity : Date.parse(key.expiresAt),
  };
}

function refusalOf(key: ApiKeyRecord, account: ServiceAccountRecord, now: number): RefusalReason | undefined {
  if (account.status !== 'active') return 'disabled';
  if (isRevoked(key, account)) return 'revoked';
  return key.expiresAt !== undefined && Date.parse(key.expiresAt) <= now ? 'expired' : undefined;
}

const lookupsOf = (key: Lookup<ApiKeyRecord | undefined>) => {
  const account = (view: View): ServiceAccountRecord | undefined =>
    entity(serviceAccountKind, key(view)?.serviceAccountId ?? 0)(view);
  return { key, account, permissions: (view: View) => rolePermissions(account(view)?.role ?? '')(view) };
};
type KeyFound = Found<ReturnType<typeof lookupsOf>>;

const shownKeyQuery = internalQuery('KeyStanding', {
  load: (prefix: string) => lookupsOf(named(apiKeyKind, apiKeyPrefix(prefix))),
  answer: (found) => found,
});

const provenKeyQuery = internalQuery('ProvenKeyStanding', {
  load: (id: number) => lookupsOf(entity(apiKeyKind, id)),
  answer: (found) => found,
});

const nameQuery = internalQuery('OrganizationName', {
  load: (id: number) => ({ organization: entity(organizationKind, id) }),
  answer: ({ organization }) => organization?.name ?? '',
});
