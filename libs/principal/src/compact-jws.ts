import { AppError } from '@benchline/errors';

/** A signed text in the compact form of RFC 7515: header, payload and signature in base64url, joined by dots. */
export interface CompactJws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The bytes that are signed. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

export function writeJws(header: object, payload: object, sign: (signed: Buffer) => Buffer): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${sign(Buffer.from(signed)).toString('base64url')}`;
}

/** @throws {AppError} `unauthenticated` for a text that is none. */
export function readJws(token: string): CompactJws {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || signature === '') throw principalInvalid();
  return {
    header: decode(header),
    payload: decode(payload),
    signed: Buffer.from(`${header}.${payload}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** One answer for whatever is wrong with what a call carries. */
export function principalInvalid(): AppError {
  return new AppError('unauthenticated', 'principal_invalid', 'The call carries no principal that holds here');
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>; // an object of JSON
  } catch {
    // no JSON
  }
  throw principalInvalid();
}
