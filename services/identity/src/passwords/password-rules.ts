import type { AppError } from '@benchline/errors';
import { invalid } from '@benchline/errors';
import { foldCase } from '@benchline/runtime';
import { commonPasswords } from './common-passwords.ts';
import { opaqueString } from './opaque-string.ts';

const lengthMin = 12;
const distinctMin = 5;
/** What must be left of a password without the parts that anybody tries first. */
const leftMin = 6;
const runMin = 4;
const wordMin = 3;

/** Rows and columns of keyboards, and what is learnt by heart. */
const tracks = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
].flatMap((track) => [track, Array.from(track).reverse().join('')]);

export interface PasswordPlace {
  /** The field of the body. */
  readonly field: 'password' | 'new';
  /** What is known of whom it belongs to: address, names. */
  readonly about: readonly string[];
}

/** Refuses a password that is too short, or among the first that anybody would try. @throws {AppError} `invalid` */
export function checkPassword(password: string, { field, about }: PasswordPlace): void {
  const weakness = passwordWeakness(password, about);
  if (weakness !== undefined) throw refusedPassword(field, weakness);
}

/** The refusal of a password in a field of the body. */
export function refusedPassword(field: string, msg: string): AppError {
  return invalid([{ loc: ['body', field], msg, type: 'value_error' }]);
}

/** What is wrong with a password; `undefined` where nothing is. */
export function passwordWeakness(password: string, about: readonly string[] = []): string | undefined {
  const characters = Array.from(opaqueString(password)); // code points, as RFC 8265 has them
  if (characters.length < lengthMin) return `Password should have at least ${String(lengthMin)} characters`;
  const folded = foldCase(characters.join(''));
  if (commonPasswords.has(folded)) return 'Password is among the commonest';
  if (new Set(folded).size < distinctMin || isRepeated(folded)) return 'Password repeats itself';
  if (withoutRuns(folded).length < leftMin) return 'Password is little more than a sequence of keys';
  const left = withoutWords(folded, about);
  if (left === folded || withoutRuns(left.replace(/[^\p{L}\p{N}]/gu, '')).length >= leftMin) return undefined;
  return 'Password is little more than a name that is known';
}

/** `abcdabcdabcd`: a short piece, again and again. */
function isRepeated(text: string): boolean {
  const period = `${text}${text}`.indexOf(text, 1);
  return period < text.length && period < lengthMin;
}

function withoutWords(text: string, about: readonly string[]): string {
  const words = [
    'benchline',
    'password',
    ...about.map(foldCase).flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)]),
  ]
    .filter((word) => word.length >= wordMin)
    .sort((a, b) => b.length - a.length);
  return words.reduce((left, word) => left.replaceAll(word, ''), text);
}

function withoutRuns(text: string): string {
  let left = '';
  for (let at = 0; at < text.length;) {
    const run = runAt(text, at);
    if (run < runMin) left += text.charAt(at);
    at += run < runMin ? 1 : run;
  }
  return left;
}

/** How many characters from here on follow one of the tracks. */
function runAt(text: string, at: number): number {
  let length = 0;
  while (at + length < text.length && tracks.some((track) => track.includes(text.slice(at, at + length + 1)))) {
    length += 1;
  }
  return length;
}
