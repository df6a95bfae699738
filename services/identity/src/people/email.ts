import { createHmac } from 'node:crypto';
import { invalid, unavailable } from '@benchline/errors';
import { foldCase, platform } from '@benchline/runtime';
import type { Records } from '@benchline/store';
import type { RandomBytes } from '../random-text.ts';

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
export type EmailDigest = (email: string) => Promise<string>;

interface DigestConfig {
  readonly records: Records;
  readonly clock: () => number;
  readonly random: RandomBytes;
}

const space = 'identity_secrets';
const key = 'email_pepper';
const pepperBytes = 32;

/** Digests with a key that is made once for the platform and kept for good. */
export function emailDigests({ records, clock, random }: DigestConfig): EmailDigest {
  let known: string | undefined;
  const pepper = async (): Promise<string> => {
    const present = await records.get(platform, space, key, clock());
    if (present !== undefined) return present.value;
    const value = Buffer.from(random(pepperBytes)).toString('base64url');
    if ((await records.put(platform, space, { key, value, expected: 0 }, clock())) !== undefined) return value;
    const rivals = await records.get(platform, space, key, clock());
    if (rivals === undefined) throw unavailable('the key of e-mail addresses');
    return rivals.value;
  };
  return async (email) => {
    known ??= await pepper();
    return createHmac('sha256', known).update(foldCase(email.trim())).digest('base64url');
  };
}
