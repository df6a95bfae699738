const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 base32 without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let [text, held, bits] = ['', 0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff; // never more than 4 bits are left of the byte before
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet.charAt((held >> (bits - 5)) & 31);
  }
  return bits === 0 ? text : text + alphabet.charAt((held << (5 - bits)) & 31);
}

/** `undefined` for what `encodeBase32` never writes. */
export function decodeBase32(text: string): Buffer | undefined {
  if (!/^[A-Z2-7]*$/.test(text)) return undefined;
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const letter of text) {
    held = ((held << 5) | alphabet.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  const decoded = Buffer.from(bytes);
  // One text for one value: spare bits that are set, or a letter too many, are not ours.
  return encodeBase32(decoded) === text ? decoded : undefined;
}
