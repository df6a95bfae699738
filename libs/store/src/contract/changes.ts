import { describe, expect, test } from '@jest/globals';
import { isFull, recordsPageCharsMax } from '../page-size.ts';
import type { ChangePlace, EntityRow } from '../store.ts';
import { appendEmpty, commit, firstOrg, idMax, now, otherOrg, sample, writes } from './fixture.ts';
import type { OpenFixture } from './fixture.ts';

const start: ChangePlace = { seq: 0, id: 0 };
const placesOf = (rows: readonly EntityRow[]) => rows.map(({ seq, id }) => [seq, id]);

export function describeChanges(open: OpenFixture): void {
  describe('changes', () => {
    // @req list.updated-since
    test('go by the last change, page by page, those of one commit by id', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const entities = [
        sample(10, { seq: 1 }),
        sample(2, { seq: 3, version: 2 }),
        sample(11, { seq: 2 }),
        sample(9, { seq: 2 }),
        sample(idMax, { seq: 2, terms: ['a', 'b'] }),
        sample(1, { seq: 10 }),
        sample(5, { kind: 'batch', seq: 2 }),
      ];
      await store.apply(firstOrg, 10, writes({ entities }));
      const page = (after: ChangePlace, limit: number) =>
        store.changes(firstOrg, { kind: 'sample', after, through: 10, limit });

      expect(placesOf(await page(start, 3))).toEqual([
        [1, 10],
        [2, 9],
        [2, 11],
      ]);
      expect(await page({ seq: 2, id: 11 }, 2)).toEqual([entities[4], entities[1]]);
      expect(placesOf(await page({ seq: 2, id: 9 }, 1))).toEqual([[2, 11]]);
      expect(placesOf(await page({ seq: 2, id: idMax }, 9))).toEqual([
        [3, 2],
        [10, 1],
      ]);
      expect(await page({ seq: 10, id: 1 }, 9)).toEqual([]);
      expect(await page(start, 0)).toEqual([]);
      expect(await store.changes(otherOrg, { kind: 'sample', after: start, through: 10, limit: 9 })).toEqual([]);
    });

    test('leave out what was changed after the last commit that is asked for', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await store.apply(firstOrg, 3, writes({ entities: [1, 2, 3].map((id) => sample(id, { seq: id })) }));
      const through = (seq: number, after = start) =>
        store.changes(firstOrg, { kind: 'sample', after, through: seq, limit: 9 });

      expect(placesOf(await through(2))).toEqual([
        [1, 1],
        [2, 2],
      ]);
      expect(await through(2, { seq: 2, id: 2 })).toEqual([]);
      expect(await through(2, { seq: 3, id: 0 })).toEqual([]);
      expect(await through(0)).toEqual([]);
    });

    // @req list.page-size
    test('end a page with the record that makes it large, within a commit and behind it', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const state = 'x'.repeat(recordsPageCharsMax / 2);
      const entities = [sample(1, { state }), sample(2, { state, seq: 2 }), sample(3, { state, seq: 2 })];
      await store.apply(firstOrg, 2, writes({ entities }));
      const page = async (after: ChangePlace) => {
        const rows = await store.changes(firstOrg, { kind: 'sample', after, through: 2, limit: 9 });
        return [rows.map(({ id }) => id), isFull(rows)];
      };

      expect(await page(start)).toEqual([[1, 2], true]);
      expect(await page({ seq: 1, id: 1 })).toEqual([[2, 3], true]);
      expect(await page({ seq: 2, id: 2 })).toEqual([[3], false]);
    });

    test('have a record once, at its last change', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await store.apply(firstOrg, 1, writes({ entities: [sample(1), sample(2)] }));
      const changed = sample(1, { seq: 2, version: 2 });
      await store.apply(firstOrg, 2, writes({ entities: [changed] }));
      await store.apply(firstOrg, 1, writes({ entities: [sample(1)] }));

      const rows = await store.changes(firstOrg, { kind: 'sample', after: start, through: 2, limit: 9 });

      expect(rows).toEqual([sample(2), changed]);
    });
  });

  describe('seqBefore', () => {
    // @req list.updated-since
    test('is the last commit that was made before a time', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await appendEmpty(store, 1, 3);
      await store.append(commit(4, { at: now + 1000 }), writes(), []);
      await store.append(commit(1, { org: otherOrg, at: now }), writes(), []);

      const asked = [0, now + 1, now + 2, now + 4, now + 1000, now + 1001, idMax];
      const found = [];
      for (const at of asked) found.push(await store.seqBefore(firstOrg, at));

      expect(found).toEqual([0, 0, 1, 3, 3, 4, 4]);
      expect(await store.seqBefore(99, idMax)).toBe(0);
    });
  });
}
