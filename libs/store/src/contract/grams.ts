import { describe, expect, test } from '@jest/globals';
import type { Store } from '../store.ts';
import { firstOrg, otherOrg, writes } from './fixture.ts';
import type { OpenFixture } from './fixture.ts';

const kind = 'sample';

async function mark(store: Store, block: number, ...grams: readonly string[]): Promise<void> {
  await store.apply(firstOrg, 1, writes({ grams: [{ kind, block, grams }] }));
}

const blocks = (store: Store, grams: readonly string[], org = firstOrg): Promise<readonly number[]> =>
  store.blocks(org, { kind, grams, from: 0, before: 1000 });

export function describeGrams(open: OpenFixture): void {
  describe('blocks', () => {
    // @req list.search-indexed
    test('are those in which all of the grams stand, highest first', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await mark(store, 0, 'abc', 'bcd', 'x');
      await mark(store, 9, 'abc', 'x');
      await mark(store, 10, 'abc', 'bcd');
      await mark(store, 100, 'bcd', 'abc', 'cde');

      expect(await blocks(store, ['abc'])).toEqual([100, 10, 9, 0]);
      expect(await blocks(store, ['abc', 'bcd'])).toEqual([100, 10, 0]);
      expect(await blocks(store, ['bcd', 'abc', 'x'])).toEqual([0]);
      expect(await blocks(store, ['ab'])).toEqual([]);
      expect(await blocks(store, ['x', 'cde'])).toEqual([]);
    });

    test('are looked for between two blocks only', async () => {
      await using fixture = await open();
      const { store } = fixture;
      for (const block of [0, 1, 2, 3, 4]) await mark(store, block, 'abc');

      expect(await store.blocks(firstOrg, { kind, grams: ['abc'], from: 1, before: 4 })).toEqual([3, 2, 1]);
      expect(await store.blocks(firstOrg, { kind, grams: ['abc'], from: 4, before: 4 })).toEqual([]);
    });

    test('come together from commits in any order, repeated or not', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const grams = [
        { kind, block: 3, grams: ['abc', 'bcd'] },
        { kind, block: 4, grams: ['bcd'] },
      ];
      await store.apply(firstOrg, 7, writes({ grams }));
      await store.apply(firstOrg, 5, writes({ grams: [{ kind, block: 4, grams: ['abc', 'bcd', 'new'] }] }));
      await store.apply(firstOrg, 7, writes({ grams }));
      await Promise.all(Array.from({ length: 5 }, () => mark(store, 4, 'abc', 'at once')));

      expect(await blocks(store, ['abc', 'bcd'])).toEqual([4, 3]);
      expect(await blocks(store, ['at once', 'new'])).toEqual([4]);
    });

    test('of other kinds and organizations are not among them', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const kinds = ['sample', 'samples', 'sampl'];
      await store.apply(
        firstOrg,
        1,
        writes({ grams: kinds.map((one, block) => ({ kind: one, block, grams: ['abc'] })) }),
      );
      await store.apply(otherOrg, 1, writes({ grams: [{ kind, block: 7, grams: ['abc'] }] }));

      expect(await blocks(store, ['abc'])).toEqual([0]);
      expect(await blocks(store, ['abc'], otherOrg)).toEqual([7]);
      expect(await blocks(store, ['abc'], 99)).toEqual([]);
    });

    test('tell grams of odd characters apart', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const odd = [
        '/',
        'a/b',
        '%',
        '_',
        '$gt',
        '.',
        "'",
        '"',
        '\\',
        ' ',
        '🧬',
        'é',
        'e\u0301',
        'ab',
        'a',
        '1:a',
        '2:a',
      ];
      for (const [block, gram] of odd.entries()) await mark(store, block, gram);

      const found = [];
      for (const gram of odd) found.push(await blocks(store, [gram]));

      expect(found).toEqual(odd.map((_, block) => [block]));
    });

    test('stay when the store is closed and opened again', async () => {
      await using fixture = await open();
      await mark(fixture.store, 5, 'abc');

      expect(await blocks(await fixture.reopen(), ['abc'])).toEqual([5]);
    });
  });
}
