import { expect, test } from '@jest/globals';
import type { Runtime } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import fc from 'fast-check';
import { startTeam } from './play/arena.ts';
import type { ListMembers } from './team/actions.ts';
import { getMember, join, leave, listMembers } from './team/actions.ts';
import { bulkFor, commandFor, joined, person, told } from './team/commands.ts';
import type { Member } from './team/member.ts';

interface Listed {
  readonly ids: readonly number[];
  readonly nextCursor: string | undefined;
}

async function page(runtime: Runtime, input: ListMembers, org = 1): Promise<Listed> {
  const { items, nextCursor } = await runtime.list(org, listMembers, input);
  return { ids: items.map((item) => (item as Member).id), nextCursor }; // what `listMembers` shows
}

const refusal = (list: Promise<unknown>): Promise<unknown> =>
  list.then(
    () => 'a page',
    (error: unknown) => (error as { reason?: unknown }).reason, // an AppError
  );

const crowd = (count: number) => Array.from({ length: count }, (_, index) => person(`p${String(index + 1)}`));

// @req list.order, list.cursor
test('a list is newest first, and its cursor goes on where the page ended', async () => {
  const runtime = startTeam(memoryStore().view());
  await runtime.change(bulkFor(crowd(5)));

  const first = await page(runtime, { limit: 2 });
  const second = await page(runtime, { limit: 2, cursor: first.nextCursor });
  const third = await page(runtime, { limit: 2, cursor: second.nextCursor });

  expect([first.ids, second.ids, third.ids]).toEqual([[5, 4], [3, 2], [1]]);
  expect(third.nextCursor).toBeUndefined();
});

test('a full last page has no cursor', async () => {
  const runtime = startTeam(memoryStore().view());
  await runtime.change(bulkFor(crowd(4)));

  expect(await page(runtime, { limit: 4 })).toEqual({ ids: [4, 3, 2, 1], nextCursor: undefined });
  expect(await page(runtime, { limit: 50 })).toEqual({ ids: [4, 3, 2, 1], nextCursor: undefined });
});

// @req list.limit
test('without a limit a page has 50', async () => {
  const runtime = startTeam(memoryStore().view());
  await runtime.change(bulkFor(crowd(60)));

  expect((await page(runtime, {})).ids).toHaveLength(50);
});

// @req list.cursor-invalid, list.cursor
test('a cursor is taken only by the list, the filters and the organization that it came from, whole', async () => {
  const runtime = startTeam(memoryStore().view());
  const team = 'x';
  await joined(runtime, person('a', { team }), person('b', { team }), person('c', { team }));
  const { nextCursor: cursor = '' } = await page(runtime, { limit: 1, team });
  const other = { ...listMembers, name: 'ListOthers' };

  const outcomes = await Promise.all(
    [
      runtime.list(1, listMembers, { limit: 2, team, cursor }),
      runtime.list(1, listMembers, { limit: 1, team: 'y', cursor }),
      runtime.list(1, listMembers, { limit: 1, cursor }),
      runtime.list(1, other, { limit: 1, team, cursor }),
      runtime.list(2, listMembers, { limit: 1, team, cursor }),
      runtime.list(1, listMembers, { limit: 1, team, cursor: '' }),
      runtime.list(1, listMembers, { limit: 1, team, cursor: cursor.slice(0, -1) }),
      runtime.list(1, listMembers, { limit: 1, team, cursor: `${cursor}=` }),
    ].map(refusal),
  );

  expect(outcomes).toEqual(['a page', ...Array<string>(7).fill('invalid_cursor')]);
});

// @req list.cursor-invalid
test('no damaged cursor is taken', async () => {
  const runtime = startTeam(memoryStore().view());
  await runtime.change(bulkFor(crowd(3)));
  const { nextCursor = '' } = await page(runtime, { limit: 1 });
  const damaged = fc.oneof(
    fc.string(),
    fc
      .tuple(fc.nat(nextCursor.length - 1), fc.constantFrom('a', 'Z', '0', '9', '-', '_', '=', '.', ' ', 'é'))
      .map(([at, letter]) => {
        return nextCursor.slice(0, at) + letter + nextCursor.slice(at + 1);
      }),
    fc.integer().map((place) => Buffer.from(`1.${String(place)}.abcdefghijk`).toString('base64url')),
  );

  await fc.assert(
    fc.asyncProperty(
      damaged.filter((text) => text !== nextCursor),
      async (cursor) => {
        expect(await refusal(runtime.list(1, listMembers, { limit: 1, cursor }))).toBe('invalid_cursor');
      },
    ),
  );
});

// @req list.order
test('a walk repeats and misses none of the rows that were there when it began, whatever comes meanwhile', async () => {
  const walk = fc.record({
    rows: fc.nat(40),
    limit: fc.integer({ min: 1, max: 7 }),
    role: fc.constantFrom('owner', 'member', undefined),
    team: fc.constantFrom('x', undefined),
  });
  await fc.assert(
    fc.asyncProperty(walk, async ({ rows, limit, ...filters }) => {
      const runtime = startTeam(memoryStore().view(), { limits: { scannedRows: 5 } });
      const people = crowd(rows).map((one, index) => ({ ...one, role: index % 3 === 0 ? 'member' : 'owner' }) as const);
      if (rows > 0)
        await runtime.change(bulkFor(people.map((one, index) => (index < 3 ? { ...one, team: 'x' } : one))));
      const { ids: expected } = await page(startTeamOf(runtime), { ...filters, limit: 200 });

      const walked: number[] = [];
      let cursor: string | undefined;
      do {
        const got = await page(runtime, { ...filters, limit, cursor });
        expect(got.ids.length).toBeLessThanOrEqual(limit);
        walked.push(...got.ids);
        cursor = got.nextCursor;
        await runtime.change(commandFor(join, person(`late ${String(walked.length)} ${String(cursor)}`)));
      } while (cursor !== undefined);

      expect(walked.filter((id) => id <= rows)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

/** The same runtime: its list with a large limit looks at few rows a page, so all pages are put together. */
function startTeamOf(runtime: Runtime): Runtime {
  return {
    ...runtime,
    list: async (org, listing, input) => {
      const items: unknown[] = [];
      let cursor: string | undefined;
      do {
        const got = await runtime.list(org, listing, { ...(input as ListMembers), cursor }); // the input of `listMembers`
        items.push(...got.items);
        cursor = got.nextCursor;
      } while (cursor !== undefined);
      return { items, nextCursor: undefined, syncedTo: undefined };
    },
  };
}

test('a page is short, not endless, when few of many rows match', async () => {
  const runtime = startTeam(memoryStore().view(), { limits: { scannedRows: 10 } });
  await runtime.change(bulkFor(crowd(300).map((one, index) => ({ ...one, role: index === 0 ? 'member' : 'owner' }))));

  const first = await page(runtime, { role: 'member', limit: 2 });

  expect(first.ids).toEqual([]);
  expect(first.nextCursor).toBeDefined();
});

test('asked for numbers, a list has those that are there, page by page', async () => {
  const runtime = startTeam(memoryStore().view());
  await runtime.change(bulkFor(crowd(30)));
  const ids = Array.from({ length: 100 }, (_, index) => index * 3 + 1);

  const first = await page(runtime, { ids, limit: 6 });
  const second = await page(runtime, { ids, limit: 6, cursor: first.nextCursor });

  expect([first.ids, second.ids]).toEqual([
    [28, 25, 22, 19, 16, 13],
    [10, 7, 4, 1],
  ]);
  expect(second.nextCursor).toBeUndefined();
});

// @req organization.foreign
test('what a record of another organization answers is what none answers', async () => {
  const runtime = startTeam(memoryStore().view());
  await joined(runtime, person('ada'));

  const query = (org: number, id: number): Promise<unknown> => refusal(runtime.query(org, getMember, { id }));

  expect(await query(2, 1)).toBe('member_not_found');
  expect(await query(1, 9)).toBe('member_not_found');
  expect(await told(runtime.change(commandFor(leave, { id: 1 }, { organizationId: 2 })))).toBe('member_not_found');
});
