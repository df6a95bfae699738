import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8');

/** The commonest passwords that are long enough to be asked about, in small letters. */
export const commonPasswords: ReadonlySet<string> = new Set(
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
);
