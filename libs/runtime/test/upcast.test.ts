import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { readCommit } from '@benchline/runtime';
import type { CommitRow, Store } from '@benchline/store';
import { openSqliteStore } from '@benchline/store';
import { temporaryFolder } from '@benchline/testing';
import { startTeam } from './play/arena.ts';
import { demote, getMemberByName, join, listMembers } from './team/actions.ts';
import { commandFor, person, told } from './team/commands.ts';
import { upcastMemberKind } from './team/older-member.ts';

const fixture = new URL('fixtures/members-schema-1.ndjson', import.meta.url);
const nothing = { entities: [], names: [], answers: [], counters: [], grams: [] };
const today = { kinds: [upcastMemberKind], clock: () => Date.parse('2026-01-05T10:00:00Z') };

/** A store as an older release left it, opened with the projections of a new shape. */
async function upgraded(folder: string): Promise<Store> {
  const old = await openSqliteStore({ folder, shape: 'v1' });
  for (const line of (await readFile(fixture, 'utf8')).trimEnd().split('\n')) {
    await old.append(JSON.parse(line) as CommitRow, nothing, []); // a line of the fixture
  }
  await old.close();
  return openSqliteStore({ folder, shape: 'v2' });
}

// @req runtime.upcast, runtime.rebuild-beside
test('records written with an older schema are read in the shape of today', async () => {
  await using folder = await temporaryFolder();
  const store = await upgraded(folder.path);
  const runtime = startTeam(store, today);

  const { items } = await runtime.list(1, listMembers, {});

  expect(items).toMatchObject([
    { id: 2, version: 2, name: 'ben', team: 'y', role: 'owner', active: true },
    { id: 1, version: 3, name: 'ida', team: 'x', role: 'owner', active: false },
  ]);
  expect(JSON.stringify(items)).not.toMatch(/group|isOwner/);
  await store.close();
});

test('names, lists, numbers and kept answers of an older schema hold for the commands of today', async () => {
  await using folder = await temporaryFolder();
  const store = await upgraded(folder.path);
  const runtime = startTeam(store, today);

  const outcomes = [
    await told(runtime.change(commandFor(join, person('ben')))),
    await told(runtime.change(commandFor(demote, { id: 2 }))),
    await told(runtime.change(commandFor(join, person('cem', { team: 'y' })))),
  ];
  const replays = [];
  for (const key of ['k1', 'k2']) {
    const command = { ...commandFor(join, person('ada')), idempotency: { key, fingerprint: 'f1', keptMs: 90_000_000 } };
    replays.push(await runtime.change(command));
  }

  expect(outcomes).toMatchObject(['name_taken', 'last_owner', { reply: { id: 3 } }]);
  expect(await runtime.query(1, getMemberByName, { name: 'ben' })).toMatchObject({ id: 2 });
  expect(replays).toMatchObject([
    { replayed: true, reply: { id: 1, version: 1, name: 'ada', team: 'x' } },
    { replayed: true, reply: { id: 2, version: 2, name: 'ben', team: 'y', role: 'owner' } },
  ]);
  expect((await runtime.list(1, listMembers, { team: 'y' })).items).toHaveLength(2);
  await store.close();
});

// @req runtime.log-immutable
test('the log keeps what was written, and a follower reads it so', async () => {
  await using folder = await temporaryFolder();
  const store = await upgraded(folder.path);
  await startTeam(store, today).list(1, listMembers, {});

  const rows = await store.commits(1, 0, 100);

  expect(rows.map((row) => JSON.stringify(row)).join('\n')).toBe((await readFile(fixture, 'utf8')).trimEnd());
  expect(readCommit(rows[0] as CommitRow).entries[0]?.changes[0]?.after).toMatchObject({ group: 'x', isOwner: true });
  await store.close();
});
