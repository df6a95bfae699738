import { expect, test } from '@jest/globals';
import { jsonWriter } from '@benchline/actions';
import type { Command } from '@benchline/runtime';
import { readCommit } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import { startTeam } from './play/arena.ts';
import { join, rename, setEmail } from './team/actions.ts';
import { bulkFor, commandFor, joined, person, told } from './team/commands.ts';
import { memberMessage } from './team/declarations.ts';

const written = jsonWriter(memberMessage);
const key = 'k1';
const ada = person('ada', { email: 'ada@example.org' });
const hour = 3_600_000;

// @req idempotency.replay
test('a repeated call is answered with the same bytes, personal values in place, and has no second effect', async () => {
  const store = memoryStore().view();
  const runtime = startTeam(store);

  const first = await runtime.change(commandFor(join, ada, { idempotencyKey: key }));
  await runtime.change(commandFor(rename, { id: 1, name: 'ida' }));
  const again = await runtime.change(commandFor(join, ada, { idempotencyKey: key }));

  expect(first.replayed).toBe(false);
  expect(again.replayed).toBe(true);
  expect(written(again.reply)).toBe(written(first.reply));
  expect(written(again.reply)).toContain('ada@example.org');
  expect((await store.position(1)).head).toBe(2);
});

test('a repeated change of a record is answered with the record as it was then', async () => {
  const runtime = startTeam(memoryStore().view());
  await joined(runtime, ada);

  const first = await runtime.change(commandFor(rename, { id: 1, name: 'ida' }, { idempotencyKey: key }));
  await runtime.change(commandFor(setEmail, { id: 1, email: 'other@example.org' }));
  const again = await runtime.change(commandFor(rename, { id: 1, name: 'ida' }, { idempotencyKey: key }));

  expect(written(again.reply)).toBe(written(first.reply));
});

test('a repeated call shows an erased value as unset', async () => {
  const store = memoryStore().view();
  const runtime = startTeam(store);
  await runtime.change(commandFor(join, ada, { idempotencyKey: key }));

  await store.eraseValues(1, 'member', 1, ['email']);
  const again = await runtime.change(commandFor(join, ada, { idempotencyKey: key }));

  expect(again).toMatchObject({ replayed: true, reply: { id: 1, name: 'ada', email: undefined } });
});

// @req idempotency.running
test('copies that arrive while the first one runs get its answer, on the same and on another runtime', async () => {
  const memory = memoryStore();
  const [one, other] = [startTeam(memory.view()), startTeam(memory.view())];
  const call = (): Command => commandFor(join, ada, { idempotencyKey: key });

  const outcomes = await Promise.all([one, one, other, one, other].map((runtime) => runtime.change(call())));

  expect(new Set(outcomes.map(({ reply }) => written(reply))).size).toBe(1);
  expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect((await memory.view().position(1)).head).toBe(1);
});

// @req idempotency.fingerprint
test('another request under the same key is refused', async () => {
  const runtime = startTeam(memoryStore().view());
  await runtime.change(commandFor(join, ada, { idempotencyKey: key }));

  const other = await told(runtime.change(commandFor(join, person('ben'), { idempotencyKey: key })));

  expect(other).toBe('idempotency_key_reused_with_different_body');
});

// @req idempotency.refusal
test('a refused call is judged anew', async () => {
  const runtime = startTeam(memoryStore().view());
  await joined(runtime, person('ada'));
  const call = (): Command => commandFor(join, person('ada', { team: 'x' }), { idempotencyKey: key });

  const refused = await told(runtime.change(call()));
  await runtime.change(commandFor(rename, { id: 1, name: 'ida' }));
  const accepted = await told(runtime.change(call()));

  expect(refused).toBe('name_taken');
  expect(accepted).toMatchObject({ replayed: false, reply: { id: 2 } });
});

// @req idempotency.no-effect
test('a change without effect keeps no answer', async () => {
  const store = memoryStore().view();
  const runtime = startTeam(store);
  await joined(runtime, ada);
  const call = (): Command => commandFor(rename, { id: 1, name: 'ada' }, { idempotencyKey: key });

  await runtime.change(call());
  await runtime.change(commandFor(rename, { id: 1, name: 'ida' }));
  const again = await runtime.change(call());

  expect(again).toMatchObject({ replayed: false, reply: { name: 'ada', version: 3 } });
});

// @req idempotency.kept
test('an answer is kept for 24 h and forgotten after 25', async () => {
  const store = memoryStore().view();
  let now = Date.parse('2026-03-01T08:00:00Z');
  const runtime = startTeam(store, { clock: () => now });
  const call = (): Command => commandFor(join, ada, { idempotencyKey: key });
  await runtime.change(call());

  now += 24 * hour;
  const within = await told(runtime.change(call()));
  now += hour;
  const after = await told(runtime.change(call()));

  expect(within).toMatchObject({ replayed: true });
  expect(after).toBe('name_taken');
});

// @req runtime.answers-expire, runtime.log-immutable
test('expired answers are swept in small bites, and the log is left as it was', async () => {
  const store = memoryStore().view();
  const runtime = startTeam(store, { clock: () => 1_000 });
  for (const name of ['a', 'b', 'c']) await runtime.change(commandFor(join, person(name), { idempotencyKey: name }));
  const log = await store.commits(1, 0, 10);

  const swept = [];
  for (let bite = 0; bite < 3; bite += 1) swept.push(await store.sweepAnswers(1_000 + 26 * hour, 2));

  expect(swept).toEqual([2, 1, 0]);
  expect(await store.commits(1, 0, 10)).toEqual(log);
});

// @req idempotency.kept
test('a key that was used before its answer expired can be used anew', async () => {
  const store = memoryStore().view();
  let now = 1_000;
  const runtime = startTeam(store, { clock: () => now });
  await runtime.change(commandFor(join, ada, { idempotencyKey: key }));
  now += 26 * hour;

  const anew = await runtime.change(commandFor(join, person('ben'), { idempotencyKey: key }));
  const again = await runtime.change(commandFor(join, person('ben'), { idempotencyKey: key }));

  expect(anew).toMatchObject({ replayed: false, reply: { id: 2 } });
  expect(again).toMatchObject({ replayed: true, reply: { id: 2 } });
});

test('keys are told apart by organization', async () => {
  const runtime = startTeam(memoryStore().view());
  await runtime.change(commandFor(join, ada, { idempotencyKey: key }));

  const other = await runtime.change(commandFor(join, person('ben'), { idempotencyKey: key, organizationId: 2 }));

  expect(other).toMatchObject({ replayed: false, reply: { id: 1 } });
});

test('a kept answer of a record that was made stands in the log once', async () => {
  const store = memoryStore().view();
  await startTeam(store).change(commandFor(join, person('ada', { team: 'a long name' }), { idempotencyKey: key }));

  const [row] = await store.commits(1, 0, 1);

  expect(row?.body.split('a long name')).toHaveLength(2);
  expect(row && readCommit(row).entries[0]?.answer?.reply).toEqual({ is: 'made', change: 0 });
});

// @req bulk.resume
test('a bulk under a key is answered again as a whole', async () => {
  const runtime = startTeam(memoryStore().view());
  const rows = [person('ada'), person('ada'), person('ben')];

  const first = await runtime.change(bulkFor(rows, { idempotencyKey: key }));
  const again = await runtime.change(bulkFor(rows, { idempotencyKey: key }));

  expect(first).toMatchObject({ replayed: false, reply: { succeeded: 2, failed: 1 } });
  expect(JSON.stringify(again.reply)).toBe(JSON.stringify(first.reply));
  expect(again.replayed).toBe(true);
});
