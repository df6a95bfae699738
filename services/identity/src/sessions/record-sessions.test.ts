import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { memoryStore } from '@benchline/runtime/testing';
import { recordSessions } from './record-sessions.ts';

const of = { personId: 1, organizationId: 1, generation: 1, memberGeneration: 1 };
const terms = { idleMs: 600_000, maxMs: 3_600_000 };

function sessionsAt(time: { now: number }) {
  const { records } = memoryStore().view();
  return { records, sessions: recordSessions({ records, clock: () => time.now, random: randomBytes, terms }) };
}

test('of the token only a hash is kept', async () => {
  const { records, sessions } = sessionsAt({ now: 1_000 });

  const { token, session } = await sessions.open(of);

  const [row] = await records.list(0, 'sessions', { afterKey: '', limit: 10 }, 1_000);
  expect(row?.value).toContain(session.digest);
  expect(row?.value).not.toContain(token.split('.')[1]);
});

test('being seen is written once a minute, and brings no closed session back', async () => {
  const time = { now: 1_000 };
  const { records, sessions } = sessionsAt(time);
  const { session } = await sessions.open(of);
  const version = async () => (await records.get(0, 'sessions', session.id, time.now))?.version;

  time.now += 59_999;
  await sessions.seen(session);
  const before = await version();
  time.now += 1;
  await sessions.seen(session);
  const after = await version();
  await sessions.close(session.id);
  time.now += 60_000;
  await sessions.seen(session);

  expect([before, after]).toEqual([1, 2]);
  expect(await sessions.find(session.id)).toBeUndefined();
});

test('a session renewed while it is seen keeps its new generation', async () => {
  const time = { now: 1_000 };
  const { sessions } = sessionsAt(time);
  const { session } = await sessions.open(of);
  time.now += 60_000;

  await Promise.all([sessions.renew(session, 2), sessions.seen(session), sessions.seen(session)]);

  expect(await sessions.find(session.id)).toMatchObject({ generation: 2 });
});
