import { hash } from 'node:crypto';

export type CredentialMethod = 'key' | 'session';

/** A well-formed credential. Its text never leaves the gateway: who judges it gets the digest. */
export interface Credential {
  readonly method: CredentialMethod;
  readonly text: string;
  /** The part before the dot. */
  readonly prefix: string;
  /** SHA-256 of the whole text, base64url. */
  readonly digest: string;
}

const shapes: Readonly<Record<CredentialMethod, RegExp>> = {
  key: /^(biokey_[A-Za-z0-9]{16})\.[A-Za-z0-9]{32,}$/,
  session: /^(bls_[A-Za-z0-9]{16})\.[A-Za-z0-9]{32,}$/,
};

/** What a text claims to be: everything that is no session's token is taken for a key. */
export function methodOf(text: string): CredentialMethod {
  return text.startsWith('bls_') ? 'session' : 'key';
}

/** `undefined` for a text that nobody can have been given. */
export function readCredential(text: string): Credential | undefined {
  const method = methodOf(text);
  const prefix = shapes[method].exec(text)?.[1];
  return prefix === undefined ? undefined : { method, text, prefix, digest: digestOf(text) };
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
