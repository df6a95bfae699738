import { writeJws } from './compact-jws.ts';
import type { Principal } from './principal.ts';
import type { SigningPair } from './signing-key.ts';

/** A principal as a compact JWS (EdDSA, RFC 8037) that holds until `expiresAt`, milliseconds since the epoch. */
export function signPrincipal(principal: Principal, expiresAt: number, { key, sign }: SigningPair): string {
  return writeJws({ alg: 'EdDSA', kid: key.id }, { ...principal, exp: expiresAt / 1000 }, sign);
}
