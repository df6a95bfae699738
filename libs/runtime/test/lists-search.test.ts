import { expect, test } from '@jest/globals';
import type { Runtime } from '@benchline/runtime';
import { foldCase } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import fc from 'fast-check';
import { startTeam } from './play/arena.ts';
import type { ListMembers } from './team/actions.ts';
import { join, listMembers, rename } from './team/actions.ts';
import { bulkFor, commandFor, joined, person } from './team/commands.ts';
import type { Member } from './team/member.ts';

interface Walked {
  readonly ids: readonly number[];
  readonly pages: number;
}

/** All pages of a list. */
async function walk(runtime: Runtime, input: ListMembers): Promise<Walked> {
  const ids: number[] = [];
  let pages = 0;
  let cursor: string | undefined;
  do {
    const page = await runtime.list(1, listMembers, { ...input, cursor });
    ids.push(...page.items.map((item) => (item as Member).id)); // what `listMembers` shows
    expect(page.items.length).toBeLessThanOrEqual(input.limit ?? 50);
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== undefined);
  return { ids, pages };
}

const search = async (runtime: Runtime, q: string): Promise<readonly number[]> =>
  (await walk(runtime, { q, limit: 1 })).ids;

interface Reading {
  readonly store: Store;
  /** Records read since the last call. */
  readonly taken: () => number;
}

/** Counts the records that are read for lists. */
function counting(store: Store): Reading {
  let rows = 0;
  return {
    store: {
      ...store,
      scan: async (...asked) => {
        const found = await store.scan(...asked);
        rows += found.length;
        return found;
      },
    },
    taken: () => {
      const taken = rows;
      rows = 0;
      return taken;
    },
  };
}

/** Thousands of members, of whom few are in a team that others have, many have a name with `x`, and one is called Ünique. */
async function crowd(
  count: number,
): Promise<Reading & { readonly runtime: Runtime; readonly names: readonly string[] }> {
  const reading = counting(memoryStore().view());
  const runtime = startTeam(reading.store);
  const names = Array.from({ length: count }, (_, index) => nameOf(index));
  const people = names.map((name, index) => person(name, { team: index % 1000 === 7 ? 'rare' : `t${String(index)}` }));
  await runtime.change(bulkFor(people));
  return { ...reading, runtime, names };
}

function nameOf(index: number): string {
  if (index === 700) return 'Ünique';
  return `${index % 3 === 0 ? 'xX' : 'yß'}-${String((index * 7919) % 10_000)}${index % 5 === 0 ? ' 🧬 cell' : ''}`;
}

// @req list.search-indexed, list.folding
test.each([
  ['whatever its case', 'ADA', [1]],
  ['by full folding', 'STRASSE', [2]],
  ['in any of the texts', 'TEAM OF', [4, 3, 2, 1]],
  ['of one character', 'ß', [2]],
  ['of two characters', '%_', [3]],
  ['outside the basic plane', '🧬', [4]],
  ['that is composed otherwise', 'E\u0301', [4]],
  ['that is not there', 'adam', []],
  ['that is empty', '', [4, 3, 2, 1]],
])('a search finds a text %s', async (_what, q, expected) => {
  const runtime = startTeam(memoryStore().view());
  await joined(runtime, person('Ada'), person('Straße'), person('100%_a'), person('é🧬'));

  expect(await search(runtime, q)).toEqual(expected);
});

test('a search follows a record whose text changes', async () => {
  const runtime = startTeam(memoryStore().view());
  await joined(runtime, person('ada', { team: 'x' }), person('ben'), person('cem'), person('dan'));
  await runtime.change(commandFor(rename, { id: 1, name: 'zoe' }));

  expect(await search(runtime, 'ada')).toEqual([]);
  expect(await search(runtime, 'zoe')).toEqual([1]);
});

test('a search finds a record whose writer had to decide again because a rival was first', async () => {
  const memory = memoryStore();
  const view = (): Store => memory.view(() => new Promise((resolve) => setImmediate(resolve)));
  const outcomes: string[] = [];
  const rivals = ['ada', 'ben', 'cem'].map((name) => {
    const store = view();
    const append: Store['append'] = async (...asked) => {
      const outcome = await store.append(...asked);
      outcomes.push(outcome);
      return outcome;
    };
    return startTeam({ ...store, append }).change(commandFor(join, person(name)));
  });
  await Promise.all(rivals);
  expect(outcomes).toContain('taken');
  await joined(startTeam(view()), person('fay'), person('gil'), person('hal'));

  const found = [];
  for (const name of ['ada', 'ben', 'cem']) found.push(...(await search(startTeam(view()), name)));

  expect(found.toSorted()).toEqual([1, 2, 3]);
});

test('what a search looks for never includes a personal value', async () => {
  const runtime = startTeam(memoryStore().view());
  await joined(runtime, person('ada', { email: 'ada@lab.example' }), person('ben'), person('cem'));

  expect(await search(runtime, 'lab.example')).toEqual([]);
});

// @req list.search-indexed
test('a search finds exactly what a look at every record finds, in the order of the list', async () => {
  const { runtime, names } = await crowd(2600);
  const piece = fc.nat(names.length - 1).chain((index) => {
    const characters = Array.from(names[index] ?? '');
    return fc.tuple(fc.nat(characters.length - 1), fc.integer({ min: 1, max: 5 })).map(([from, length]) => {
      return characters.slice(from, from + length).join('');
    });
  });
  const asked = fc.record({
    q: fc.oneof(
      piece,
      piece.map((text) => text.toUpperCase()),
      fc.constantFrom('x', 'zz', 'e', 'ell'),
    ),
    limit: fc.integer({ min: 1, max: 200 }),
    team: fc.constantFrom('rare', undefined),
  });

  await fc.assert(
    fc.asyncProperty(asked, async ({ q, limit, team }) => {
      const finds = (text: string): boolean => foldCase(text).includes(foldCase(q));
      const expected = names
        .map((name, index) => ({ name, id: index + 1, team: index % 1000 === 7 ? 'rare' : `t${String(index)}` }))
        .filter((one) => (finds(one.name) || finds(one.team)) && (team === undefined || one.team === team));

      const { ids } = await walk(runtime, { q, limit, team });

      expect(ids).toEqual(expected.map(({ id }) => id).toReversed());
    }),
    { numRuns: 40 },
  );
}, 60_000);

// @req list.search-indexed
test.each<[string, ListMembers, number, number]>([
  ['a rare text among many records', { q: 'ünique' }, 1, 700],
  ['a text that is not there', { q: 'üniqueness' }, 0, 60],
  ['a common text in a small range', { q: 'rare', team: 'rare' }, 3, 10],
  ['a common text', { q: '-' }, 50, 60],
])('a search for %s reads few records', async (_what, input, found, most) => {
  const { runtime, taken } = await crowd(3000);
  taken();

  const { items } = await runtime.list(1, listMembers, input);

  expect(items).toHaveLength(found);
  expect(taken()).toBeLessThanOrEqual(most);
});

test('a page of a search is short, not endless, when its grams stand in many records and its text in none', async () => {
  const runtime = startTeam(memoryStore().view(), { limits: { scannedRows: 100 } });
  await runtime.change(bulkFor(Array.from({ length: 400 }, (_, index) => person(`abc bcd ${String(index)}`))));

  const first = await runtime.list(1, listMembers, { q: 'abcd', limit: 10 });

  expect(first.items).toEqual([]);
  expect(first.nextCursor).toBeDefined();
  expect((await walk(runtime, { q: 'abcd', limit: 10 })).pages).toBeGreaterThan(2);
});
