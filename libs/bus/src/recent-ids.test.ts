import { expect, test } from '@jest/globals';
import { RecentIds } from './recent-ids.ts';

test('an id is new once within the window, and again some time after it', () => {
  let now = 0;
  const ids = new RecentIds({ windowMs: 100, clock: () => now });

  expect(ids.add('a')).toBe(true);
  expect(ids.add('a')).toBe(false);
  now = 100;
  expect(ids.add('a')).toBe(false);
  now = 200;
  expect(ids.add('b')).toBe(true);
  expect(ids.add('a')).toBe(true);
});

test('of too many the latest are known, and few of the others', () => {
  const ids = new RecentIds({ idsMax: 100 });
  const all = Array.from({ length: 1_050 }, (_, index) => String(index));

  expect(all.map((id) => ids.add(id))).not.toContain(false);
  expect(all.slice(-100).map((id) => ids.add(id))).not.toContain(true);
  expect(ids.add('849')).toBe(true);
});
