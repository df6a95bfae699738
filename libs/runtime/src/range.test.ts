import type { EntityRow, Store } from '@benchline/store';
import { recordsPageCharsMax } from '@benchline/store';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Range } from './range.ts';
import { rowsIn } from './range.ts';
import { memoryStore } from './testing/memory-store.ts';

const kind = 'sample';
const org = 1;

async function storeOf(entities: readonly EntityRow[]): Promise<Store> {
  const store = memoryStore().view();
  await store.apply(org, 1, { entities, names: [], answers: [], counters: [], grams: [] });
  return store;
}

function record(id: number, terms: readonly string[], state = '{}'): EntityRow {
  return { kind, id, version: 1, seq: 1, state, terms };
}

interface Listed {
  readonly ids: readonly number[];
  readonly ended: boolean;
}

async function listed(store: Store, range: Range, limit: number, before?: number): Promise<Listed> {
  const { rows, ended } = await rowsIn({ store, org }, range, { kind, before, limit });
  return { ids: rows.map(({ id }) => id), ended };
}

const anyTerms = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'z'), { maxLength: 4 });

// @req list.order
test('under several terms come the newest of all that carry one of them, whichever they are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyTerms, { maxLength: 40 }),
      fc.array(fc.constantFrom('a', 'b', 'c', 'z'), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 45 }),
      async (termsOf, terms, limit, before) => {
        const store = await storeOf(termsOf.map((some, index) => record(index + 1, some)));

        const { ids, ended } = await listed(store, { by: 'terms', terms }, limit, before);

        const wanted = termsOf
          .flatMap((some, index) =>
            index + 1 < before && some.some((term) => terms.includes(term)) ? [index + 1] : [],
          )
          .toReversed();
        expect(ids).toEqual(wanted.slice(0, limit));
        expect(ended).toBe(wanted.length < limit);
      },
    ),
  );
});

// @req query.indexed
test('a page under many terms reads little more than it shows', async () => {
  const terms = Array.from({ length: 96 }, (_, index) => `well ${String(index)}`);
  const wells = Array.from({ length: 9_600 }, (_, index) => record(index + 1, [terms[index % 96] ?? '']));
  const store = await storeOf(wells);
  let read = 0;
  const counted: Store = {
    ...store,
    scan: async (...asked) => {
      const rows = await store.scan(...asked);
      read += rows.length;
      return rows;
    },
  };

  const { ids } = await listed(counted, { by: 'terms', terms }, 50);

  expect(ids).toEqual(Array.from({ length: 50 }, (_, index) => 9_600 - index));
  expect(read).toBeLessThan(200);
});

const half = 'x'.repeat(recordsPageCharsMax / 2);

// @req list.page-size
test.each<[string, Range]>([
  ['a kind', { by: 'kind' }],
  ['terms', { by: 'terms', terms: ['odd', 'even'] }],
  ['ids', { by: 'ids', ids: [1, 2, 3, 4, 5] }],
])('large records of %s come a few at a time, and none is left out', async (_what, range) => {
  const store = await storeOf([1, 2, 3, 4, 5].map((id) => record(id, [id % 2 === 1 ? 'odd' : 'even'], half)));

  expect(await listed(store, range, 9)).toEqual({ ids: [5, 4], ended: false });
  expect(await listed(store, range, 9, 4)).toEqual({ ids: [3, 2], ended: false });
  expect(await listed(store, range, 9, 2)).toEqual({ ids: [1], ended: true });
});
