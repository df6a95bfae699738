import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { AppError } from '@benchline/errors';
import { principalInvalid, readJws } from './compact-jws.ts';
import type { Principal, VerifiedPrincipal } from './principal.ts';
import type { ProvenKey } from './signing-key.ts';
import { isProven, publicKeyOf } from './signing-key.ts';

export interface VerifierConfig {
  /** Asks identity for the keys of the moment. */
  readonly keys: () => Promise<readonly ProvenKey[]>;
  /** What services share; a key without its proof is nobody's. */
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/**
 * Reads the principal that a call carries.
 * @throws {AppError} `unauthenticated`: `principal_required`, `principal_invalid`, `principal_expired`; `unavailable` where its key can't be had.
 */
export type VerifyPrincipal = (token: string | undefined) => Promise<VerifiedPrincipal>;

interface KnownKey {
  readonly key: KeyObject;
  readonly expiresAt: number;
}

/** Tokens that were verified, so that a signature is checked once and not with every request. */
const verifiedMax = 10_000;
/** An unknown key is asked for at most this often: nobody makes us ask by sending nonsense. */
const askEveryMs = 250;

export function principalVerifier({ keys, secret, clock }: VerifierConfig): VerifyPrincipal {
  const verified = new Map<string, VerifiedPrincipal>();
  let known = new Map<string, KnownKey>();
  let askedAt = -Infinity;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    askedAt = clock();
    const proven = (await keys()).filter((key) => isProven(key, secret) && key.expiresAt > clock());
    known = new Map(proven.map((key) => [key.id, known.get(key.id) ?? knownKey(key)]));
  };
  const keyOf = async (id: unknown): Promise<KnownKey> => {
    if (typeof id !== 'string') throw principalInvalid();
    if (!known.has(id) && (asking !== undefined || clock() - askedAt >= askEveryMs)) {
      await (asking ??= ask().finally(() => (asking = undefined)));
    }
    const key = known.get(id);
    if (key === undefined) throw principalInvalid();
    return key;
  };
  const check = async (token: string): Promise<VerifiedPrincipal> => {
    const { header, payload, signed, signature } = readJws(token);
    if (header['alg'] !== 'EdDSA') throw principalInvalid();
    const { key, expiresAt } = await keyOf(header['kid']);
    if (!verify(null, signed, key, signature)) throw principalInvalid();
    const { exp, ...principal } = payload;
    if (typeof exp !== 'number') throw principalInvalid();
    // What a key has signed holds no longer than the key.
    return { ...(principal as unknown as Principal), endsAt: Math.min(exp * 1000, expiresAt) }; // signed by identity
  };
  const remember = (token: string, one: VerifiedPrincipal): void => {
    if (verified.size >= verifiedMax) forget(verified, clock());
    verified.set(token, one);
  };

  return async (token) => {
    if (token === undefined) throw principalRequired();
    let one = verified.get(token);
    if (one === undefined) {
      one = await check(token);
      remember(token, one);
    }
    if (one.endsAt <= clock()) throw principalExpired();
    return one;
  };
}

function knownKey(key: ProvenKey): KnownKey {
  return { key: publicKeyOf(key), expiresAt: key.expiresAt };
}

/** Drops what has expired, and if that is little, the older half. */
function forget(verified: Map<string, VerifiedPrincipal>, now: number): void {
  for (const [token, { endsAt }] of verified) if (endsAt <= now) verified.delete(token);
  if (verified.size < verifiedMax / 2) return;
  for (const token of [...verified.keys()].slice(0, verifiedMax / 2)) verified.delete(token);
}

function principalRequired(): AppError {
  return new AppError('unauthenticated', 'principal_required', 'The call carries no principal');
}

/** Whoever handed the principal over asks again with a new one, so nothing may have been done that a repeat would do twice. */
export function principalExpired(): AppError {
  return new AppError('unauthenticated', 'principal_expired', 'The principal of the call has expired');
}
