import { expect, test } from '@jest/globals';
import { recentDrops } from './recent-drops.ts';

test('knows what was dropped after a question was asked, and what before', () => {
  const drops = recentDrops(10);
  drops.add('a');
  const asked = drops.count;
  drops.add('b');

  expect([drops.anySince(asked, new Set(['a'])), drops.anySince(asked, new Set(['a', 'b']))]).toEqual([false, true]);
});

test('of what it has forgotten it says that it was dropped', () => {
  const drops = recentDrops(2);
  const [first, none] = [drops.count, new Set(['z'])];
  for (const subject of ['a', 'b', 'b']) drops.add(subject);
  const before = drops.anySince(first, none);
  drops.add('c');

  expect([before, drops.anySince(first, none), drops.anySince(drops.count, none)]).toEqual([false, true, false]);
});
