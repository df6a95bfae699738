import { expect, test } from '@jest/globals';
import { createHasher } from './hasher.ts';

const cheap = { memoryKib: 8, passes: 1, lanes: 1 };

test('what is kept is Argon2id with the parameters of OWASP, and salted', async () => {
  const hasher = await createHasher();

  const [one, other] = [await hasher.hash('nine brown otters swim'), await hasher.hash('nine brown otters swim')];

  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
  expect(await hasher.verify(one, 'nine brown otters swim')).toBe(true);
  expect(await hasher.verify(one, 'nine brown otters swam')).toBe(false);
});

test('one text written in two ways is one password, and different cases are two', async () => {
  const hasher = await createHasher(cheap);
  const hash = await hasher.hash('Ein schöner langer Satz');

  expect(await hasher.verify(hash, 'Ein scho\u0308ner langer\u00a0Satz')).toBe(true);
  expect(await hasher.verify(hash, 'ein schöner langer satz')).toBe(false);
});

// @req sign-in.equal-work
test('nobody has the password of nobody, not even an empty one', async () => {
  const hasher = await createHasher(cheap);

  expect(await hasher.verify(undefined, '')).toBe(false);
});

test('more hashes than may wait are refused at once', async () => {
  const hasher = await createHasher(cheap, { atOnce: 1, waitingMax: 2, waitMsMax: 60_000 });

  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => hasher.hash('nine brown otters swim')));

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
  expect(outcomes.at(-1)).toMatchObject({
    reason: { kind: 'unavailable', reason: 'overloaded', retryAfterSeconds: 1 },
  });
});
