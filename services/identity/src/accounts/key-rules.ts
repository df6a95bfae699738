import { AppError, invalid } from '@benchline/errors';
import type { CreateApiKeyRequest } from '@benchline/proto/benchline/identity/v1/admin.ts';
import type { ServiceAccountRecord } from '@benchline/proto/benchline/identity/v1/records.ts';
import { reachesTo, roleMissing } from '../roles/authority.ts';
import { nameTaken } from '../roles/name-taken.ts';
import { serviceAccountDisabled, serviceAccountNotFound } from './service-account.ts';

/** Those that are asked for, or where the caller sent none all of the role's that a key can hold. */
export function wantedScopes(
  asked: readonly string[] | undefined,
  permissions: readonly string[],
  alphabet: readonly string[],
): readonly string[] {
  return asked === undefined ? alphabet.filter((scope) => permissions.includes(scope)) : [...new Set(asked)];
}

/** What can be told from the request alone: scopes that no key can hold, an end that is past. */
export function brokenRule(
  { expiresAt, scopes }: Partial<CreateApiKeyRequest>,
  alphabet: readonly string[],
  now: string,
): AppError | undefined {
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(now)) {
    return invalid([{ loc: ['body', 'expires_at'], msg: 'Input should be in the future', type: 'datetime_future' }]);
  }
  const unknown = [...new Set(scopes)].filter((scope) => !alphabet.includes(scope));
  return unknown.length === 0 ? undefined : unknownScopes(unknown);
}

export interface KeyFacts {
  readonly account: ServiceAccountRecord | undefined;
  /** What the account's role allows. */
  readonly permissions: readonly string[];
  /** What the key is to hold. */
  readonly scopes: readonly string[];
  /** What its maker may do. */
  readonly makerScopes: readonly string[];
  readonly nameIsTaken: boolean;
}

/** Why an account doesn't get a key. */
export function keyRefusal({ account, permissions, scopes, makerScopes, nameIsTaken }: KeyFacts): AppError | undefined {
  if (account === undefined) return serviceAccountNotFound();
  const beyond = scopes.filter((scope) => !permissions.includes(scope));
  if (beyond.length > 0) return beyondTheRole(beyond);
  if (!reachesTo(makerScopes, scopes)) return roleMissing();
  if (account.status === 'disabled') return serviceAccountDisabled();
  return nameIsTaken ? nameTaken() : undefined;
}

/** The contract wants these two as a sentence with the scopes in it. */
function unknownScopes(scopes: readonly string[]): AppError {
  const reason = `Unknown scope(s): ${scopes.join(', ')}`;
  return new AppError('invalid', reason, 'No key can hold these scopes: see the scope alphabet');
}

function beyondTheRole(scopes: readonly string[]): AppError {
  const reason = `Scope(s) beyond the role: ${scopes.join(', ')}`;
  return new AppError('invalid', reason, "A key can't do more than its account's role allows");
}
