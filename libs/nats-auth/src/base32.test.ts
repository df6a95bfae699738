import { expect, test } from '@jest/globals';
import { decodeBase32, encodeBase32 } from './base32.ts';

// RFC 4648, section 10, without the padding.
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('%p is written as %p, and read as that', (plain, text) => {
  expect(encodeBase32(Buffer.from(plain))).toBe(text);
  expect(decodeBase32(text)?.toString()).toBe(plain);
});

test.each(['my', 'M1', 'MY======', 'M', 'MZ', 'MZXW6Y', 'M Y'])('%p is nothing that we write', (text) => {
  expect(decodeBase32(text)).toBeUndefined();
});
