import { expect, test } from '@jest/globals';
import { memoryStore } from '@benchline/runtime/testing';
import { startTeam, unbuilt } from './play/arena.ts';
import { listMembers } from './team/actions.ts';
import { bulkFor, person, rareText } from './team/commands.ts';

// @req runtime.commit-size
test('a bulk of texts that the search has much to note of takes several commits, and answers as one', async () => {
  const store = memoryStore().view();
  const noted: number[] = [];
  const runtime = startTeam({
    ...store,
    append: (commit, writes, values) => {
      noted.push(writes.grams.reduce((sum, { grams }) => sum + grams.length, 0));
      return store.append(commit, writes, values);
    },
  });
  const people = Array.from({ length: 100 }, (_, index) => person(rareText(index), { team: 'x' + String(index) }));

  const { reply } = await runtime.change(bulkFor(people));

  expect(reply).toMatchObject({ succeeded: 100, items: people.map((_, index) => ({ index, id: index + 1 })) });
  expect(noted.length).toBeGreaterThan(2);
  for (const count of noted) expect(count).toBeLessThan(21_000);
  for (const count of noted.slice(0, -1)) expect(count).toBeGreaterThanOrEqual(20_000);
});

test('a rebuild over texts that the search has much to note of writes no more at once than commits do', async () => {
  const written = memoryStore().view();
  await startTeam(written).change(bulkFor(Array.from({ length: 100 }, (_, index) => person(rareText(index)))));
  const store = unbuilt(written);
  const noted: number[] = [];
  const runtime = startTeam({
    ...store,
    apply: (org, seq, writes) => {
      noted.push(writes.grams.reduce((sum, { grams }) => sum + grams.length, 0));
      return store.apply(org, seq, writes);
    },
  });

  const { items } = await runtime.list(1, listMembers, { limit: 200 });

  expect(items).toHaveLength(100);
  expect(noted.length).toBeGreaterThan(2);
  for (const count of noted) expect(count).toBeLessThan(22_000);
});
