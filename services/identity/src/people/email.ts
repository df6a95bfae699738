import { createHmac } from 'node:crypto';
import { invalid } from '@benchline/errors';
import { foldCase } from '@benchline/runtime';

/** Whether it looks like an address: which are, only those know who deliver to them. */
export function isEmail(text: string): boolean {
  return /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(text.trim());
}

/** An address as it is kept: without spaces around it. @throws {AppError} `invalid` for what can't be one. */
export function readEmail(text: string): string {
  if (isEmail(text)) return text.trim();
  throw invalid([{ loc: ['body', 'email'], msg: 'This is not an e-mail address', type: 'value_error' }]);
}

/** The part before the @. */
export function localPart(email: string): string {
  return email.slice(0, email.lastIndexOf('@'));
}

/** The keyed hash of an address, without regard to case, that people are found by: so no log shows the address. */
export type EmailDigest = (email: string) => string;

/** Digests with a key of the platform's own: with another one, nobody would be found. */
export function emailDigests(pepper: string): EmailDigest {
  return (email) => createHmac('sha256', pepper).update(foldCase(email.trim())).digest('base64url');
}
