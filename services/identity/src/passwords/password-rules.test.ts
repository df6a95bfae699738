import { expect, test } from '@jest/globals';
import { commonPasswords } from './common-passwords.ts';
import { passwordWeakness } from './password-rules.ts';

const grace = ['grace.hopper@lab.example', 'Grace Hopper', 'Palmer Station'];

test('the list of the commonest holds thousands that are long enough to be asked about', () => {
  expect(commonPasswords.size).toBeGreaterThan(1_000);
  expect([...commonPasswords].every((password) => password.length >= 12)).toBe(true);
});

// @req sign-in.password
test.each([
  'elevenchars',
  '    ' + ' '.repeat(8),
  'aaaaaaaaaaaaaaaa',
  'abababababab',
  'otterotterotter',
  '123456789012',
  'qwertyuiop12',
  'asdfghjkl;123',
  'abcdefghijklmnop',
  '1qaz2wsx3edc',
  'password1234',
  'passwordpassword',
  'Unbelievable',
  'grace.hopper@lab.example',
  'Grace-Hopper-1906',
  'PalmerStation1',
  'Benchline2026!',
  'benchlinebenchline1',
])('%p is refused', (password) => {
  expect(passwordWeakness(password, grace)).toEqual(expect.any(String));
});

test.each([
  'nine brown otters swim',
  'the password of person 1',
  'an owner with a long password',
  'xK7#pQ2!vM9z',
  'мой старый кот спит',
  '猫が窓の外を静かに見ている',
  'grace likes her tea at four',
])('%p is taken', (password) => {
  expect(passwordWeakness(password, grace)).toBeUndefined();
});

test('characters are counted, not what they take to write', () => {
  expect(passwordWeakness('🦦🐢🦉🐍🦔🐙🦭🐝🦎🐌🐸🦋')).toBeUndefined();
  expect(passwordWeakness('🦦🐢🦉🐍🦔🐙🦭🐝🦎🐌🐸')).toEqual(expect.any(String));
});
