import { expect, test } from '@jest/globals';
import { memoryStore } from '@benchline/runtime/testing';
import { startTeam } from './play/arena.ts';
import type { ListMembers } from './team/actions.ts';
import { join, listMembers } from './team/actions.ts';
import { commandFor, person } from './team/commands.ts';
import type { Member } from './team/member.ts';

/** It stands twice in a record. */
const large = 'x'.repeat(750_000);

// @req list.page-size
test.each<[string, ListMembers, readonly (readonly number[])[]]>([
  [
    'a list',
    {},
    [
      [5, 4, 3],
      [2, 1],
    ],
  ],
  [
    'a list by ids',
    { ids: [1, 2, 3, 4, 5] },
    [
      [5, 4, 3],
      [2, 1],
    ],
  ],
  [
    'a walk by last change',
    { updatedSince: '2026-01-01T00:00:00.000Z' },
    [
      [1, 2, 3],
      [4, 5],
    ],
  ],
  [
    'a walk by last change of ids',
    { updatedSince: '2026-01-01T00:00:00.000Z', ids: [1, 2, 3, 4, 5] },
    [
      [1, 2, 3],
      [4, 5],
    ],
  ],
])('%s of large records has short pages, and leaves none out', async (_what, input, expected) => {
  const runtime = startTeam(memoryStore().view());
  for (const letter of 'abcde') await runtime.change(commandFor(join, person(`${letter}${large}`)));

  const pages: (readonly number[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await runtime.list(1, listMembers, { ...input, cursor });
    pages.push(page.items.map((item) => (item as Member).id)); // what `listMembers` shows
    cursor = page.nextCursor;
  } while (cursor !== undefined);

  expect(pages).toEqual(expected);
});
