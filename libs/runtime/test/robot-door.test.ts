import { expect, test } from '@jest/globals';
import { invalid, unavailable } from '@benchline/errors';
import { testTrust } from '@benchline/principal/testing';
import { readCommit, robotAnswers, robotDoor } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import { join, joinMany } from './team/actions.ts';
import { person } from './team/commands.ts';
import type { Sent } from './team/robots.ts';
import { robotDeclarations, startRobots } from './team/robots.ts';

const ada = person('ada', { email: 'ada@example.org' });
const asked = {
  id: 'c1',
  action: 'no.such',
  body: Buffer.alloc(0),
  reason: '',
  ifMatch: '',
  deviceTime: '',
  traceId: '',
};

// @req robots.same-code
test('a robot is answered as HTTP answers: the record with its status, or none where nothing is to be said', async () => {
  const { send, kept } = startRobots(memoryStore().view());

  const made = await send({ id: 'c1', body: ada });
  const renamed = await send({ id: 'c2', action: 'members.rename', body: { id: 1, name: 'ida' } });
  await send({ id: 'c3', body: { ...person('ben'), team: ada.team } });
  const left = await send({ id: 'c4', action: 'members.leave', body: { id: 1 } });

  expect([made.status, renamed.status]).toEqual([201, 200]);
  expect(JSON.parse(made.body ?? '')).toMatchObject({ id: 1, name: 'ada', email: 'ada@example.org', version: 1 });
  expect(JSON.parse(renamed.body ?? '')).toMatchObject({ id: 1, name: 'ida', version: 2 });
  expect(left).toEqual({ status: 204, body: undefined, detail: undefined });
  expect(await kept('c4')).toEqual(left);
});

test('the log says which key sent what from where, and why', async () => {
  const store = memoryStore().view();
  const { send } = startRobots(store);
  await send({ body: ada });
  await send({ id: 'b1', body: person('ben', { team: ada.team }) });
  const terms = { reason: 'end of shift', deviceTime: '2026-03-01T08:00:00Z', traceId: 'a'.repeat(32) };

  await send({ id: 'c-2', action: 'members.leave', ...terms, body: { id: 1, reason: 'moved' } });

  const commits = (await store.commits(1, 2, 1)).map((row) => readCommit(row));
  expect(commits[0]?.entries).toMatchObject([
    {
      action: 'Leave',
      actor: { kind: 'service_account', id: 3, name: 'Arm 1' },
      credential: { method: 'key', id: '12' },
      source: 'nats',
      requestId: 'c-2',
      ...terms,
      reason: 'end of shift; moved',
      answer: { robotAction: 'members.leave' },
    },
  ]);
});

test('an array is answered as a bulk call, row by row', async () => {
  const { send } = startRobots(memoryStore().view());

  const { status, body } = await send({ body: [ada, { name: 'ben' }, ada] });

  expect(status).toBe(200);
  expect(JSON.parse(body ?? '')).toMatchObject({
    items: [
      { index: 0, status: 201, id: 1, external_id: 'ada' },
      { index: 1, status: 422, detail: [{ loc: ['body', 'team'] }, { loc: ['body', 'role'] }] },
      { index: 2, status: 409, detail: 'name_taken' },
    ],
    succeeded: 1,
    failed: 2,
  });
});

test('a version that a robot asks for is looked at', async () => {
  const { send } = startRobots(memoryStore().view());
  await send({ body: ada });
  const renaming = (id: string, ifMatch: string) =>
    send({ id, action: 'members.rename', ifMatch, body: { id: 1, name: id } });

  const answers = [await renaming('c2', '"1"'), await renaming('c3', '"1"'), await renaming('c4', '*')];

  expect(answers.map(({ status }) => status)).toEqual([200, 412, 200]);
});

interface Poison {
  readonly what: string;
  readonly sent: Sent;
  readonly scopes?: readonly string[];
  readonly is: { readonly status: number; readonly detail: unknown };
}

const actionNotFound = { status: 404, detail: 'action_not_found' };
const brokenAt = (loc: readonly string[], type: string) => ({ status: 422, detail: [{ loc, type }] });
const poisons: readonly Poison[] = [
  { what: 'an action that robots lack', sent: { action: 'members.view' }, is: actionNotFound },
  { what: 'an action that only reads', sent: { action: 'members.get' }, is: actionNotFound },
  { what: 'an action by its name in code', sent: { action: 'Join' }, is: actionNotFound },
  { what: 'a body that is no JSON', sent: { body: '{"name":' }, is: brokenAt(['body'], 'json_invalid') },
  { what: 'a body that is no object', sent: { body: '5' }, is: brokenAt(['body'], 'object_type') },
  { what: 'an array of nothing', sent: { body: '[]' }, is: brokenAt(['body'], 'too_short') },
  {
    what: 'an array with one version',
    sent: { body: [ada], ifMatch: '*' },
    is: brokenAt(['header', 'If-Match'], 'extra_forbidden'),
  },
  {
    what: 'a broken header',
    sent: { body: ada, broken: invalid([{ loc: ['header', 'X-Reason'], msg: '', type: 'string_too_long' }]) },
    is: brokenAt(['header', 'X-Reason'], 'string_too_long'),
  },
  {
    what: 'a key without the right',
    sent: { body: ada },
    scopes: ['members:view'],
    is: { status: 403, detail: 'key_scope_missing' },
  },
];

// @req robots.poison
test.each(poisons)('$what is poison: a command that comes to nothing but its refusal', async ({ sent, scopes, is }) => {
  const store = memoryStore().view();
  const robots = startRobots(store);
  const who = scopes === undefined ? {} : { scopes };

  const { command, poison } = await robots.read(sent, who);
  const { status, body, detail = '' } = await robots.send(sent, who);

  expect(poison).toBeDefined();
  expect(command).toMatchObject({ bulk: undefined, rows: [{ ok: false }], deadline: Infinity });
  expect({ status, body, detail: JSON.parse(detail) as unknown }).toMatchObject({ ...is, body: undefined });
  const [row] = await store.commits(1, 0, 10);
  expect(row && readCommit(row).entries).toMatchObject([{ requestId: 'c1', changes: [] }]);
});

test('what the records refuse is no poison, nor is an input that breaks a rule among good ones', async () => {
  const { read } = startRobots(memoryStore().view());

  const poisons = [await read({ body: ada }), await read({ body: [{ name: 'ben' }, ada] })];

  expect(poisons.map(({ poison }) => poison)).toEqual([undefined, undefined]);
});

test.each([
  { who: 'nobody knows', sign: () => testTrust().sign() },
  { who: 'is over', sign: () => testTrust(() => Date.now() - 3_600_000).sign() },
])('a principal that $who is thrown back, and the command is none of its making', async ({ sign }) => {
  const { verify } = testTrust();
  const read = robotDoor({ declarations: robotDeclarations, actions: [join, joinMany], verify });

  await expect(read(asked, { principal: sign(), callId: '' })).rejects.toMatchObject({ kind: 'unauthenticated' });
});

test.each([1, 2])('a principal that can not be judged at look %p makes no refused command', async (look) => {
  const trust = testTrust();
  let looks = 0;
  const verify: typeof trust.verify = (token) =>
    (looks += 1) === look ? Promise.reject(unavailable('identity')) : trust.verify(token);
  const read = robotDoor({ declarations: robotDeclarations, actions: [join, joinMany], verify });
  const who = { principal: trust.sign({ credentialMethod: 'key' }), callId: '' };

  await expect(read({ ...asked, action: 'members.join' }, who)).rejects.toMatchObject({ kind: 'unavailable' });
});

// @req robots.own-ids
test('the same command id of two keys names two commands', async () => {
  const { send, kept } = startRobots(memoryStore().view());

  const answers = [await send({ body: ada }), await send({ body: person('ben') }, { credentialId: '13' })];

  expect(answers.map(({ body }) => (JSON.parse(body ?? '') as { id: number }).id)).toEqual([1, 2]);
  expect([await kept('c1', '12'), await kept('c1', '13'), await kept('c1', '14')]).toEqual([...answers, undefined]);
});

test.each<[string, Sent]>([
  ['another input', { body: person('ben') }],
  ['the same input written another way', { body: JSON.stringify(ada, undefined, 1) }],
  ['an array of the same input', { body: [ada] }],
  ['another action', { action: 'members.set_email', body: ada }],
  ['an unknown action', { action: 'members.unknown', body: ada }],
])('the same id with %s is refused, nothing is done, and the first answer stays', async (_what, sent) => {
  const store = memoryStore().view();
  const { send, kept } = startRobots(store);
  const first = await send({ body: ada });

  const second = await send(sent);

  expect(second).toMatchObject({ status: 422, detail: '"idempotency_key_reused_with_different_body"' });
  expect(await kept('c1')).toEqual(first);
  expect((await store.position(1)).head).toBe(1);
});

test('what robots have no name for can not be told to them', () => {
  const answerOf = robotAnswers(robotDeclarations);

  expect(() => answerOf('members.get', { reply: {}, many: false })).toThrow('members.get is no action of robots');
});
