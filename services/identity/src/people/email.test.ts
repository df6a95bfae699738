import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { memoryStore } from '@benchline/runtime/testing';
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
test('addresses that differ in case or composition only have one digest, on every replica, and others have others', async () => {
  const { records } = memoryStore().view();
  const config = { records, clock: () => 1, random: randomBytes };
  const [one, other] = [emailDigests(config), emailDigests(config)];

  const digests = await Promise.all([one('Jürgen@Lab.example'), other(' ju\u0308RGEN@lab.EXAMPLE ')]);

  expect(digests[0]).toBe(digests[1]);
  expect(await one('jurgen@lab.example')).not.toBe(digests[0]);
});

test('the digests of another platform are different ones', async () => {
  const digestOf = () => emailDigests({ records: memoryStore().view().records, clock: () => 1, random: randomBytes });

  expect(await digestOf()('ada@lab.example')).not.toBe(await digestOf()('ada@lab.example'));
});
