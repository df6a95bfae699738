import { describe, expect, test } from '@jest/globals';
import { firstOrg, idMax, idsUnder, sample, writes } from './fixture.ts';
import type { OpenFixture } from './fixture.ts';
import { isFull, recordsPageCharsMax } from '../page-size.ts';

export function describeScan(open: OpenFixture): void {
  describe('scan', () => {
    test('lists a kind newest first, page by page', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const ids = [1, 2, 9, 10, 11, idMax];
      const kinds = ['sample', 'samples', 'sampl'];
      await store.apply(
        firstOrg,
        1,
        writes({ entities: kinds.flatMap((kind) => ids.map((id) => sample(id, { kind }))) }),
      );

      const first = await store.scan(firstOrg, { kind: 'sample', limit: 4 });
      const second = await store.scan(firstOrg, { kind: 'sample', before: 9, limit: 4 });

      expect(first).toEqual([idMax, 11, 10, 9].map((id) => sample(id)));
      expect(second.map(({ id }) => id)).toEqual([2, 1]);
    });

    test('lists what carries a term newest first, page by page', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const entities = [1, 2, 9, 10, 11].map((id) => sample(id, { terms: [id % 2 === 1 ? 'odd' : 'even', 'all'] }));
      await store.apply(
        firstOrg,
        1,
        writes({ entities: [...entities, sample(20, { kind: 'batch', terms: ['odd'] })] }),
      );

      expect((await store.scan(firstOrg, { kind: 'sample', term: 'odd', limit: 2 })).map(({ id }) => id)).toEqual([
        11, 9,
      ]);
      expect(await store.scan(firstOrg, { kind: 'sample', term: 'odd', before: 9, limit: 9 })).toEqual([entities[0]]);
      expect(await idsUnder(store, 'all')).toEqual([11, 10, 9, 2, 1]);
      expect(await idsUnder(store, 'al')).toEqual([]);
    });

    // @req list.page-size
    test('ends a page with the record that makes it large, and goes on behind it', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const half = 'x'.repeat(recordsPageCharsMax / 2);
      const entities = [1, 2, 3, 4].map((id) => sample(id, { state: half, terms: ['large'] }));
      await store.apply(firstOrg, 1, writes({ entities }));

      for (const term of [{}, { term: 'large' }]) {
        const first = await store.scan(firstOrg, { kind: 'sample', limit: 9, ...term });
        const second = await store.scan(firstOrg, { kind: 'sample', before: 3, limit: 9, ...term });
        const last = await store.scan(firstOrg, { kind: 'sample', before: 2, limit: 9, ...term });

        expect([first, second, last].map((rows) => [rows.map(({ id }) => id), isFull(rows)])).toEqual([
          [[4, 3], true],
          [[2, 1], true],
          [[1], false],
        ]);
      }
    });

    test('follows a record whose terms change', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await store.apply(firstOrg, 1, writes({ entities: [sample(1, { terms: ['kept', 'dropped'] })] }));

      const changed = sample(1, { seq: 2, version: 2, terms: ['kept', 'gained'] });
      await store.apply(firstOrg, 2, writes({ entities: [changed] }));

      expect(await idsUnder(store, 'dropped')).toEqual([]);
      expect(await store.scan(firstOrg, { kind: 'sample', term: 'kept', limit: 9 })).toEqual([changed]);
      expect(await idsUnder(store, 'gained')).toEqual([1]);
    });

    test('takes a term that stands twice for one', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await store.apply(firstOrg, 1, writes({ entities: [sample(1, { terms: ['twice', 'twice'] })] }));

      expect(await idsUnder(store, 'twice')).toEqual([1]);
    });
  });
}
