import { expect, test } from '@jest/globals';
import { readCommit } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { openSqliteStore } from '@benchline/store';
import { temporaryFolder } from '@benchline/testing';
import { join, rename, setEmail } from './team/actions.ts';
import { commandFor, person } from './team/commands.ts';
import type { RobotsConfig, Sent } from './team/robots.ts';
import { startRobots } from './team/robots.ts';

const day = 24 * 3_600_000;
const secret = 'ada@example.org';
const ada = person('ada', { email: secret });
const names = ['ada', 'ben', 'cem', 'dot'];
/** Two of them are refused: one for what it is, one for what is there. */
const array: Sent = { body: [...names.map((name) => person(name)), { name: 'eva' }, person('ada')] };

/** Every row is a commit of its own. */
const smallCommits: RobotsConfig = { limits: { commitBytes: 1 } };

/** Sends to a replica of its own, which dies once so many of its commits are in. */
async function cutAfter(commits: number, store: Store, sent: Sent): Promise<void> {
  const { promise: died, resolve } = Promise.withResolvers<'died'>();
  let left = commits;
  const dying: Store = {
    ...store,
    append: (...given) => {
      if ((left -= 1) >= 0) return store.append(...given);
      resolve('died');
      return new Promise(() => undefined);
    },
  };
  expect(await Promise.race([startRobots(dying, smallCommits).send(sent), died])).toBe('died');
}

// @req robots.once
test.each([{}, smallCommits])(
  'the answer to an array is told again byte for byte, by any replica and after a rebuild: %p',
  async (config) => {
    await using folder = await temporaryFolder();
    const store = await openSqliteStore({ folder: folder.path, shape: 'v1' });
    const one = startRobots(store, config);

    const first = await one.send(array);
    await one.runtime.change(commandFor(rename, { id: 1, name: 'ida' }));
    const again = [await one.send(array), await one.kept('c1'), await startRobots(store).send(array)];
    await store.close();
    const rebuilt = await openSqliteStore({ folder: folder.path, shape: 'v2' });
    again.push(await startRobots(rebuilt).kept('c1'), await startRobots(rebuilt).send(array));
    await rebuilt.close();

    expect(JSON.parse(first.body ?? '')).toMatchObject({ succeeded: 4, failed: 2 });
    expect(again).toEqual(again.map(() => first));
  },
);

// @req bulk.resume
test.each([1, 2, 3])('an array whose replica dies after %p rows is finished by another, each row once', async (cut) => {
  const store = memoryStore().view();
  const whole = await startRobots(memoryStore().view()).send(array);
  await cutAfter(cut, store, array);
  const { kept, send } = startRobots(store, smallCommits);

  const halfDone = await kept('c1');
  const finished = await send(array);

  expect(halfDone).toBeUndefined();
  expect(finished).toEqual(whole);
  expect([await kept('c1'), await startRobots(store).send(array)]).toEqual([whole, whole]);
  const made = (await store.commits(1, 0, 100)).flatMap((row) => readCommit(row).entries.flatMap((one) => one.changes));
  expect(made.map(({ after }) => after['name'])).toEqual(names);
});

test('an array of which nothing is done is kept all the same', async () => {
  const store = memoryStore().view();
  const { send, kept, runtime } = startRobots(store);
  await send({ id: 'first', body: ada });
  const sent = { body: [person('ada'), {}] };

  const first = await send(sent);
  await runtime.change(commandFor(rename, { id: 1, name: 'ida' }));

  expect(JSON.parse(first.body ?? '')).toMatchObject({ succeeded: 0, failed: 2 });
  expect([await send(sent), await kept('c1')]).toEqual([first, first]);
});

test('a half-done array whose key has lost its right is refused, and what was done is not told as something else', async () => {
  const store = memoryStore().view();
  await cutAfter(2, store, array);
  const { send, kept } = startRobots(store);

  const refused = await send(array, { scopes: [] });

  expect(refused).toMatchObject({ status: 403, body: undefined, detail: '"key_scope_missing"' });
  expect([await kept('c1'), await send(array)]).toEqual([refused, refused]);
});

test.each<[string, Sent]>([
  ['what was done', { body: ada }],
  ['a refusal', { action: 'members.fly' }],
  ['the answer to an array', array],
])('%s is kept for thirty days, and not longer', async (_what, sent) => {
  const store = memoryStore().view();
  let now = Date.parse('2026-03-01T08:00:00Z');
  const { send, kept } = startRobots(store, { clock: () => now });
  const first = await send(sent);

  now += 30 * day - 1;
  const within = [await kept('c1'), await send(sent), await store.sweepAnswers(now, 10)];
  now += 1;
  const after = [await kept('c1'), await store.sweepAnswers(now, 10)];

  expect(within).toEqual([first, first, 0]);
  expect(after).toEqual([undefined, 1]);
});

test('what nobody sent, what came over HTTP and what another organization was told is not there', async () => {
  const { runtime, send, kept, read } = startRobots(memoryStore().view());
  const { idempotency } = (await read({ id: 'http', body: ada })).command;
  const key = idempotency?.key ?? '';
  await runtime.change(commandFor(join, person('ben'), { idempotencyKey: key }));
  await send({ id: 'far', body: ada }, { organizationId: 2 });

  expect([await kept('nothing'), await kept('http'), await kept('far')]).toEqual([undefined, undefined, undefined]);
});

test('private values stand in a kept answer for as long as they are there', async () => {
  const store = memoryStore().view();
  const { send, kept, runtime } = startRobots(store);
  const made = await send({ body: ada });
  const renamed = await send({ id: 'c2', action: 'members.rename', body: { id: 1, name: 'ida' } });
  await runtime.change(commandFor(setEmail, { id: 1, email: 'other@example.org' }));

  const before = [await kept('c1'), await kept('c2'), await send({ body: ada })];
  await store.eraseValues(1, 'member', 1, ['email']);
  const after = [await kept('c1'), await kept('c2'), await send({ body: ada })];

  expect(before).toEqual([made, renamed, made]);
  expect(made.body).toContain(secret);
  expect(after.map((answer) => JSON.parse(answer?.body ?? '') as unknown)).toMatchObject([
    { id: 1, name: 'ada', email: null },
    { id: 1, name: 'ida', email: null },
    { id: 1, name: 'ada', email: null },
  ]);
});

// @req privacy.no-leak, robots.once
test('a change without effect is worked once as well, and its kept answer holds no private value', async () => {
  const store = memoryStore().view();
  const { send, kept, runtime } = startRobots(store);
  await send({ id: 'first', body: ada });
  const sent = { action: 'members.rename', body: { id: 1, name: 'ada' } };

  const first = await send(sent);
  await runtime.change(commandFor(rename, { id: 1, name: 'ida' }));

  expect(first).toMatchObject({ status: 200, body: expect.stringContaining(secret) });
  expect([await send(sent), await kept('c1')]).toEqual([first, first]);
  expect(JSON.stringify(await store.commits(1, 0, 10))).not.toContain(secret);
});
