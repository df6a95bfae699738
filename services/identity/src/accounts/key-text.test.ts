import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newKeyText, organizationOf } from './key-text.ts';

const key = /^biokey_[0-9A-Za-z]{16}\.[0-9A-Za-z]{43}$/;

test('a key has the form of the contract and names its organization', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 62 ** 6 - 1 }), (organizationId) => {
      const { text, prefix } = newKeyText(organizationId, randomBytes);

      expect(text).toMatch(key);
      expect(text.slice(7, 23)).toBe(prefix);
      expect(organizationOf(prefix)).toBe(organizationId);
    }),
  );
});

test('no two keys are alike', () => {
  const keys = Array.from({ length: 1_000 }, () => newKeyText(1, randomBytes));

  expect(new Set(keys.map(({ prefix }) => prefix)).size).toBe(1_000);
  expect(new Set(keys.map(({ text }) => text.slice(24))).size).toBe(1_000);
});

test('bytes that would favour some characters are left out', () => {
  const bytes = [248, 255, 0, 61, 62, 247];
  const { text } = newKeyText(1, (count) => Uint8Array.from({ length: count }, (_, index) => bytes[index % 6] ?? 0));

  expect(text.slice(13, 23)).toBe('0z0z0z0z0z');
});

test.each(['', '0000010123456789x', '000000aaaaaaaaaa', '00001!aaaaaaaaaa', '00001éaaaaaaaaaa'])(
  'a prefix that no key of ours has names no organization: %s',
  (prefix) => {
    expect(organizationOf(prefix)).toBeUndefined();
  },
);
