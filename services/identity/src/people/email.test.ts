import { expect, test } from '@jest/globals';
import { emailDigests, readEmail } from './email.ts';

test.each(['ada', '@lab.example', 'ada@', 'a da@lab.example', 'ada@@lab.example', 'ada@lab\u0000.example', '   '])(
  '%j is no address',
  (text) => {
    expect(() => readEmail(text)).toThrow(
      expect.objectContaining({ violations: [expect.objectContaining({ loc: ['body', 'email'] })] }),
    );
  },
);

test('spaces around an address are not part of it', () => {
  expect(readEmail(' Ada@lab.example\n')).toBe('Ada@lab.example');
});

// @req people.email-case
test('addresses that differ in case or composition only have one digest, and others have others', () => {
  const digestOf = emailDigests('pepper');

  expect(digestOf('Jürgen@Lab.example')).toBe(digestOf(' ju\u0308RGEN@lab.EXAMPLE '));
  expect(digestOf('jurgen@lab.example')).not.toBe(digestOf('Jürgen@lab.example'));
});

test('the digests of another platform are different ones', () => {
  expect(emailDigests('pepper')('ada@lab.example')).not.toBe(emailDigests('salt')('ada@lab.example'));
});
