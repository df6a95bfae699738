import { hash } from 'node:crypto';
import type { ShownCredential } from '../leases/key-standing.ts';

/** A key as the gateway takes it too; a session's token is no key, and people are no robots. */
const shape = /^(biokey_[A-Za-z0-9]{16})\.[A-Za-z0-9]{32,256}$/;

/** `undefined` for a token that is no key. */
export function shownKey(token: string): ShownCredential | undefined {
  const prefix = shape.exec(token)?.[1];
  return prefix === undefined ? undefined : { prefix, digest: hash('sha256', token, 'base64url') };
}
