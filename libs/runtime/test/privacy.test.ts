import { readdir, readFile } from 'node:fs/promises';
import { join as pathTo } from 'node:path';
import { expect, test } from '@jest/globals';
import { inProcessBus } from '@benchline/bus';
import { describeError } from '@benchline/errors';
import { readCommit, startPublisher } from '@benchline/runtime';
import { openSqliteStore } from '@benchline/store';
import { eventually, temporaryFolder } from '@benchline/testing';
import { startTeam } from './play/arena.ts';
import { getMember, join, listMembers, rename, setEmail } from './team/actions.ts';
import { bulkFor, commandFor, joined, person, told } from './team/commands.ts';
import { teamDeclarations } from './team/declarations.ts';

const secrets = ['SECRET-one', 'SECRET-two', 'SECRET-three'] as const;
const secret = 'SECRET';
const actor = { kind: 'person', id: 1, name: 'SECRET-name' };

/** All that the store has written, the names of files first. */
async function rawFiles(folder: string): Promise<string> {
  const texts = (await readdir(folder)).map(
    async (name) => name + (await readFile(pathTo(folder, name))).toString('latin1'),
  );
  return (await Promise.all(texts)).join('\n');
}

// @req privacy.no-leak
test('personal values, and names of those who act, stand in no commit, no kept answer, no event, no error and no log line', async () => {
  await using folder = await temporaryFolder();
  const store = await openSqliteStore({ folder: folder.path, shape: 'v1' });
  const bus = inProcessBus({ retain: 100 });
  const defects: unknown[] = [];
  const runtime = startTeam(store, { defect: (error) => defects.push(error) });
  const publisher = startPublisher({
    service: 'teams',
    store,
    bus,
    declarations: teamDeclarations,
    clock: () => 1,
    catchUp: (org) => runtime.catchUp(org),
    everyMs: 10,
    failed: () => undefined,
  });

  await runtime.change(commandFor(join, person('ada', { email: secrets[0] }), { idempotencyKey: 'k1' }));
  await runtime.change(bulkFor([person('ben', { email: secrets[1] })], { idempotencyKey: 'k2' }));
  await runtime.change(commandFor(setEmail, { id: 1, email: secrets[2] }, { idempotencyKey: 'k3', actor }));
  await runtime.change(commandFor(rename, { id: 1, name: 'ida' }, { idempotencyKey: 'k4' }));
  const refusals = [await told(runtime.change(commandFor(join, person('ida', { email: secrets[0] }))))];
  const events = await eventually(async () => {
    const heard = await bus.replay('lab.>', 100);
    return heard.length === 4 ? heard : undefined;
  });
  await publisher.stop();

  const keys = ['k1', 'k2', 'k3', 'k4'];
  const wanted = { entities: [1, 2].map((id) => ({ kind: 'member', id })), names: [], counters: [], members: [] };
  const kept = await store.load(1, { ...wanted, answers: keys }, 1);
  const said = [await store.commits(1, 0, 100), kept, events, refusals, defects.map((error) => describeError(error))];
  expect(kept.answers.every((parts) => parts.length === 1)).toBe(true);
  expect(JSON.stringify(said)).not.toContain(secret);
  // It is kept, though: where it can be erased.
  expect(await runtime.query(1, getMember, { id: 1 })).toMatchObject({ email: secrets[2] });
  await store.close();
  expect(await rawFiles(folder.path)).toContain(secret);
});

// @req privacy.erasure
test('an erased value is in no file of the store, and the log can be read and replayed all the same', async () => {
  await using folder = await temporaryFolder();
  const store = await openSqliteStore({ folder: folder.path, shape: 'v1' });
  const runtime = startTeam(store);
  await runtime.change(commandFor(join, person('ada', { email: secrets[0] }), { idempotencyKey: 'k1' }));
  await runtime.change(commandFor(setEmail, { id: 1, email: secrets[1] }));
  await runtime.change(commandFor(setEmail, { id: 1, email: undefined }));
  await runtime.change(commandFor(setEmail, { id: 1, email: secrets[2] }));
  const log = await store.commits(1, 0, 100);

  const erased = await store.eraseValues(1, 'member', 1, ['email']);
  const replayed = await runtime.change(
    commandFor(join, person('ada', { email: secrets[0] }), { idempotencyKey: 'k1' }),
  );
  const shown = await runtime.query(1, getMember, { id: 1 });
  const [listed] = (await runtime.list(1, listMembers, {})).items;
  const after = await store.commits(1, 0, 100);
  await store.close();

  expect(erased).toBe(3);
  expect(after).toEqual(log);
  expect([replayed.reply, shown, listed].map((one) => (one as { email?: string }).email)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(await rawFiles(folder.path)).not.toContain(secret);
  const rebuilt = await openSqliteStore({ folder: folder.path, shape: 'v2' });
  expect((await startTeam(rebuilt).list(1, listMembers, {})).items).toMatchObject([{ id: 1, version: 4 }]);
  await rebuilt.close();
});

test('equal values cannot be told from the log', async () => {
  await using folder = await temporaryFolder();
  const store = await openSqliteStore({ folder: folder.path, shape: 'v1' });
  const runtime = startTeam(store);
  await joined(runtime, person('ada', { email: secrets[0] }), person('ben', { email: secrets[0] }));

  const commits = (await store.commits(1, 0, 10)).map((row) => readCommit(row));
  const refs = commits.map(({ entries }) => entries[0]?.changes[0]?.after['email']);

  expect(refs).toEqual([{ private: expect.any(String) }, { private: expect.any(String) }]);
  expect(refs[0]).not.toEqual(refs[1]);
  await store.close();
});

test('changing something else keeps the value, and does not say that an erased one was cleared', async () => {
  await using folder = await temporaryFolder();
  const store = await openSqliteStore({ folder: folder.path, shape: 'v1' });
  const runtime = startTeam(store);
  await joined(runtime, person('ada', { email: secrets[0] }));

  await runtime.change(commandFor(rename, { id: 1, name: 'ida' }));
  const kept = await runtime.query(1, getMember, { id: 1 });
  await store.eraseValues(1, 'member', 1, ['email']);
  await runtime.change(commandFor(rename, { id: 1, name: 'eda' }));
  await runtime.change(commandFor(setEmail, { id: 1, email: secrets[1] }));
  const anew = await runtime.query(1, getMember, { id: 1 });

  const commits = (await store.commits(1, 1, 10)).map((row) => readCommit(row));
  const fields = commits.map(({ entries }) => Object.keys(entries[0]?.changes[0]?.after ?? {}).sort());
  expect(fields).toEqual([
    ['name', 'updatedAt', 'version'],
    ['name', 'updatedAt', 'version'],
    ['email', 'updatedAt', 'version'],
  ]);
  expect([kept, anew]).toMatchObject([{ email: secrets[0] }, { email: secrets[1] }]);
  await store.close();
});
