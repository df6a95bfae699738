import { readdir, readFile } from 'node:fs/promises';
import { join as pathTo } from 'node:path';
import { expect, test } from '@jest/globals';
import { accept, internalAction } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { openSqliteStore } from '@benchline/store';
import { temporaryFolder } from '@benchline/testing';
import { startTeam } from './play/arena.ts';
import { join, leave, rename } from './team/actions.ts';
import { bulkFor, commandFor, joined, person, told } from './team/commands.ts';

async function filesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).filter((name) => !name.endsWith('-shm')); // readers mark their place there
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, (await readFile(pathTo(folder, name))).toString('latin1')] as const),
    ),
  );
}

// @req dry-run.no-trace
test('leaves no trace in the files of the store', async () => {
  await using folder = await temporaryFolder();
  const store = await openSqliteStore({ folder: folder.path, shape: 'v1' });
  const runtime = startTeam(store);
  await joined(runtime, person('ada'));
  const before = await filesIn(folder.path);

  await runtime.rehearse(commandFor(join, person('ben'), { idempotencyKey: 'k1', dryRun: true }));
  await runtime.rehearse(bulkFor([person('cem'), person('dot')], { dryRun: true }));
  await told(runtime.rehearse(commandFor(join, person('ada'), { dryRun: true })));

  expect(await filesIn(folder.path)).toEqual(before);
  await store.close();
});

// @req dry-run.answer
test('answers as the real call would, with the ids that would be given', async () => {
  const runtime = startTeam(memoryStore().view(), { clock: () => 5_000 });
  await joined(runtime, person('ada'));
  const rows = [person('ben'), person('ben'), person('cem')];

  const rehearsed = await runtime.rehearse(bulkFor(rows, { dryRun: true }));
  const real = await runtime.change(bulkFor(rows));

  expect(rehearsed).toEqual(real);
  expect(real.reply).toMatchObject({ items: [{ id: 2 }, { detail: '"name_taken"' }, { id: 3 }] });
});

test('a bulk that would take several commits is rehearsed as a whole', async () => {
  const runtime = startTeam(memoryStore().view(), { limits: { commitBytes: 1, groupRows: 2 } });
  const rows = ['a', 'b', 'c', 'd', 'e'].map((name) => person(name));

  const { reply } = await runtime.rehearse(bulkFor(rows, { dryRun: true }));

  expect(reply).toMatchObject({ succeeded: 5, items: [1, 2, 3, 4, 5].map((id) => ({ id })) });
});

// @req dry-run.answer
test.each([
  ['a name that is taken', commandFor(rename, { id: 1, name: 'ben' }), 'name_taken'],
  ['a rule over several records', commandFor(leave, { id: 1 }), 'last_owner'],
  ['a record that is not there', commandFor(leave, { id: 9 }), 'member_not_found'],
  ['another version', commandFor(rename, { id: 1, name: 'x' }, { ifMatch: '"7"' }), 'version_conflict'],
])('refuses alike for %s', async (_what, command, reason) => {
  const runtime = startTeam(memoryStore().view());
  await joined(runtime, person('ada'), person('ben'));

  const rehearsed = await told(runtime.rehearse(command));
  const real = await told(runtime.change(command));

  expect([rehearsed, real]).toEqual([reason, reason]);
});

// @req idempotency.dry-run
test('ignores the Idempotency-Key: nothing is replayed, kept or compared', async () => {
  const runtime = startTeam(memoryStore().view());
  const call = { idempotencyKey: 'k1' };
  await runtime.change(commandFor(join, person('ada'), call));

  const other = await runtime.rehearse(commandFor(join, person('ben'), call));
  const replayed = await runtime.change(commandFor(join, person('ada'), call));

  expect(other).toMatchObject({ replayed: false, reply: { id: 2 } });
  expect(replayed).toMatchObject({ replayed: true, reply: { id: 1 } });
});

/** A store whose log grows by a commit at every look at where it ends. */
function restless(looked: () => void = () => undefined): Store {
  const store = memoryStore().view();
  const writer = startTeam(store);
  let looks = 0;
  return {
    ...store,
    position: async (org) => {
      const position = await store.position(org);
      await joined(writer, person(`writer ${String((looks += 1))}`));
      looked();
      return position;
    },
  };
}

// @req dry-run.answer
test('beside writers that never rest a dry run is answered all the same', async () => {
  const runtime = startTeam(restless());

  const { reply } = await runtime.rehearse(commandFor(join, person('ada'), { dryRun: true }));
  const refused = await told(runtime.rehearse(commandFor(rename, { id: 2, name: 'writer 1' }, { dryRun: true })));

  expect(reply).toMatchObject({ name: 'ada', version: 1 });
  expect(refused).toBe('name_taken');
});

test('what cannot be decided while writers write is tried until it can be', async () => {
  let looks = 0;
  const defects: unknown[] = [];
  const runtime = startTeam(
    restless(() => (looks += 1)),
    { defect: (error) => defects.push(error) },
  );
  const torn = internalAction('Torn', {
    load: () => {
      if (looks < 16) throw new TypeError('what was read does not go together');
      return {};
    },
    decide: () => accept('done', []),
  });

  const { reply } = await runtime.rehearse(commandFor(torn, {}, { dryRun: true }));

  expect([reply, defects]).toEqual(['done', []]);
});

test('a dry run beside writers that never rest ends when its caller stops waiting', async () => {
  let time = 1_000;
  const runtime = startTeam(
    restless(() => (time += 1)),
    { clock: () => time },
  );

  const answer = await told(
    runtime.rehearse({ ...commandFor(join, person('ada'), { dryRun: true }), deadline: 1_004 }),
  );

  expect([answer, time]).toEqual(['unavailable', 1_004]);
});
