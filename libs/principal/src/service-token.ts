import { createHmac, timingSafeEqual } from 'node:crypto';
import { principalInvalid, readJws, writeJws } from './compact-jws.ts';

/** What a service shows to another one: that it knows the secret they share. */
export interface ServiceTokens {
  /** A token of this service's, good for the next call. */
  readonly own: () => string;
  /** Name of the service that a token is of. @throws {AppError} `unauthenticated`. */
  readonly read: (token: string | undefined) => string;
}

export interface ServiceTokensConfig {
  /** Name of this service. */
  readonly service: string;
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const header = { alg: 'HS256', typ: 'service' };
const lifetimeMs = 60_000;

/** Tokens of a minute, keyed with the secret that all services of an installation share. */
export function serviceTokens({ service, secret, clock }: ServiceTokensConfig): ServiceTokens {
  const sign = (bytes: Buffer): Buffer => createHmac('sha256', secret).update(bytes).digest();
  let current = { token: '', expiresAt: -Infinity };
  return {
    own: () => {
      if (current.expiresAt - clock() < lifetimeMs / 2) {
        const expiresAt = clock() + lifetimeMs;
        current = { token: writeJws(header, { sub: service, exp: expiresAt / 1000 }, sign), expiresAt };
      }
      return current.token;
    },
    read: (token) => {
      const { header: shown, payload, signed, signature } = readJws(token ?? '');
      const right = sign(signed);
      const holds =
        shown['alg'] === header.alg && signature.length === right.length && timingSafeEqual(signature, right);
      const { sub, exp } = payload;
      if (!holds || typeof sub !== 'string' || typeof exp !== 'number' || exp * 1000 <= clock())
        throw principalInvalid();
      return sub;
    },
  };
}
