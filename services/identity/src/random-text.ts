/** Unguessable bytes, so many of them. */
export type RandomBytes = (count: number) => Uint8Array;

/** Digits in ascending order of their codes. */
export const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Unguessable text of letters and digits. */
export function randomText(length: number, random: RandomBytes): string {
  // Bytes past the last whole run of the alphabet are left out: with them the first characters would come more often.
  const fair = 256 - (256 % base62.length);
  let text = '';
  while (text.length < length) {
    for (const byte of random(length)) {
      if (byte < fair && text.length < length) text += base62.charAt(byte % base62.length);
    }
  }
  return text;
}
