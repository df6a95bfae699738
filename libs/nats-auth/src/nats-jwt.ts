import { verify } from 'node:crypto';
import type { AccountSigner, NkeyKind } from './nkey.ts';
import { decodeNkey, publicKeyOf } from './nkey.ts';

/** The form of JWT that NATS servers write and read: RFC 7519, signed with Ed25519 by the key that `iss` names. */
const header = { typ: 'JWT', alg: 'ed25519-nkey' } as const;

/** Longer than a server writes a request with its longest line of connection options. */
const charactersMax = 65_536;
const shape = /^(([\w-]+)\.([\w-]+))\.([\w-]+)$/;

export function encodeNatsJwt(claims: JsonObject, signer: AccountSigner): string {
  const signed = `${encoded(header)}.${encoded({ ...claims, iss: signer.publicKey })}`;
  return `${signed}.${signer.sign(signed).toString('base64url')}`;
}

/** The claims, if they are signed by the key of that kind that they name; `undefined` for everything else. */
export function decodeNatsJwt(text: string, issuer: NkeyKind): JsonObject | undefined {
  const parts = partsOf(text);
  const claims = objectIn(parts.body);
  const key = decodeNkey(issuer, String(claims?.['iss']));
  if (key === undefined || objectIn(parts.head)?.['alg'] !== header.alg) return undefined;
  const { signed, signature } = parts;
  return verify(null, Buffer.from(signed), publicKeyOf(key), Buffer.from(signature, 'base64url')) ? claims : undefined;
}

/** All empty for a text that has not three of them. */
function partsOf(text: string): Readonly<Record<'head' | 'body' | 'signature' | 'signed', string>> {
  const [, signed = '', head = '', body = '', signature = ''] = shape.exec(text) ?? [];
  return text.length > charactersMax ? partsOf('') : { head, body, signature, signed };
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function objectIn(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What stands between braces in JSON; nothing is known of it yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
