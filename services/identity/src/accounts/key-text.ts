import { hash } from 'node:crypto';
import type { RandomBytes } from '../random-text.ts';
import { base62 as alphabet, randomText } from '../random-text.ts';

/** A key as its holder has it, `biokey_<prefix>.<secret>`, and what is kept of it. */
export interface KeyText {
  readonly text: string;
  /** Its public part: the id of its organization and ten random characters. */
  readonly prefix: string;
  /** SHA-256 of the whole text, base64url. The text is random and long, so a slow hash would add nothing. */
  readonly digest: string;
}

/** 62^6: more organizations than will ever be. */
const organizationLength = 6;
const randomPrefixLength = 10;
/** 256 bits. */
const secretLength = 43;

/** A new key of an organization. It names its organization, so whoever is shown it knows where to look it up. */
export function newKeyText(organizationId: number, random: RandomBytes): KeyText {
  const prefix = digitsOf(organizationId) + randomText(randomPrefixLength, random);
  const text = `biokey_${prefix}.${randomText(secretLength, random)}`;
  return { text, prefix, digest: hash('sha256', text, 'base64url') };
}

/** The organization that a key's prefix names; `undefined` for what no key of ours begins with. */
export function organizationOf(prefix: string): number | undefined {
  if (!/^[0-9A-Za-z]{16}$/.test(prefix)) return undefined;
  const digits = prefix.slice(0, organizationLength).split('');
  const id = digits.reduce((sum, digit) => sum * alphabet.length + alphabet.indexOf(digit), 0);
  return id > 0 ? id : undefined;
}

function digitsOf(organizationId: number): string {
  let [digits, rest] = ['', organizationId];
  for (; digits.length < organizationLength; rest = Math.floor(rest / alphabet.length)) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
  }
  if (rest > 0) throw new Error(`Organization ${String(organizationId)} is past what a key can name`);
  return digits;
}
