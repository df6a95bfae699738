import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, sign, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The public half of a key that principals are signed with, as it is told to services. */
export interface SigningKey {
  readonly id: string;
  /** Ed25519, the raw 32 bytes in base64url. */
  readonly publicKey: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A signing key whose proof shows that somebody who knows the services' secret vouches for it. */
export interface ProvenKey extends SigningKey {
  readonly proof: string;
}

/** A whole signing key. Its private half never leaves the process that made it. */
export interface SigningPair {
  readonly key: SigningKey;
  readonly sign: (bytes: Buffer) => Buffer;
}

export function newSigningPair(expiresAt: number): SigningPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    key: { id: randomBytes(12).toString('base64url'), publicKey: x, expiresAt },
    sign: (bytes) => sign(null, bytes, privateKey),
  };
}

export function proveKey(key: SigningKey, secret: string): ProvenKey {
  return { ...key, proof: proofOf(key, secret).toString('base64url') };
}

/** Whether the key is one that somebody with the services' secret vouches for. */
export function isProven(key: ProvenKey, secret: string): boolean {
  const [shown, right] = [Buffer.from(key.proof, 'base64url'), proofOf(key, secret)];
  return shown.length === right.length && timingSafeEqual(shown, right);
}

export function publicKeyOf({ publicKey }: SigningKey): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
}

function proofOf({ id, publicKey, expiresAt }: SigningKey, secret: string): Buffer {
  return createHmac('sha256', secret)
    .update(`benchline signing key\n${id}\n${publicKey}\n${String(expiresAt)}`)
    .digest();
}
