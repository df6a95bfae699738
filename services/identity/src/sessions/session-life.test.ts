import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { ada, peopleLab, terms } from '../../test/people-lab.ts';

const minuteMs = 60_000;
const next = 'four quiet badgers dig';

// @req sign-in.me
test('a session is told who it belongs to, what for, until when, and the token against forgery', async () => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  const begunAt = lab.now;
  lab.now += minuteMs;

  const { body } = await lab.ask('GetMe', { token });

  const digest = hash('sha256', token, 'base64url');
  expect(body).toEqual({
    person: { id: 1, email: ada.email, name: 'Ada' },
    organization: { id: 1, name: ada.organization },
    role: 'owner',
    permissions: expect.arrayContaining(['owners:manage', 'samples:view']),
    expires_at: new Date(begunAt + terms.maxMs).toISOString(),
    csrf_token: hash('sha256', `csrf:${digest}`, 'base64url'),
  });
});

// @req sign-in.sign-out
test('signing out ends the session at every gateway, and no other one', async () => {
  await using lab = await peopleLab();
  const [token, other] = [await lab.signIn(), await lab.signIn()];

  const rehearsed = await lab.ask('SignOut', { token, dryRun: true });
  const out = await lab.ask('SignOut', { token });
  const after = await lab.ask('GetMe', { token });

  expect([rehearsed.status, out.status, after.status]).toEqual([200, 204, 401]);
  expect(lab.dropped).toEqual([`session/${token.split('.')[0] ?? ''}`]);
  expect((await lab.ask('GetMe', { token: other })).status).toBe(200);
  const last = (await lab.commits(1)).at(-1)?.entries[0]?.changes[0]?.after;
  expect(last).toMatchObject({ action: 'SignOut', outcome: 'done', credentialId: token.split('.')[0] });
});

// @req sign-in.sign-out, admin.audit
test.each([
  [0, 204],
  [1, 204],
  [2, 401],
])(
  'a sign-out that fails after %d steps ends the session when it is asked again, and is in the audit',
  async (steps, then) => {
    await using lab = await peopleLab();
    const token = await lab.signIn();
    lab.effectsLeft = steps;

    const failed = await lab.ask('SignOut', { token });
    lab.effectsLeft = Number.POSITIVE_INFINITY;
    const again = await lab.ask('SignOut', { token });

    expect([failed.status, again.status]).toEqual([503, then]);
    expect((await lab.ask('GetMe', { token })).status).toBe(401);
    const logged = (await lab.commits(1)).flatMap(({ entries }) => entries.flatMap(({ changes }) => changes));
    expect(logged.map(({ after }) => after['action'])).toContain('SignOut');
  },
);

// @req sign-in.idle
test.each([
  ['that nobody uses', terms.idleMs, terms.idleMs],
  ['that is used', 5 * minuteMs, terms.maxMs],
])('a session %s ends in time', async (_which, everyMs, lifeMs) => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  const begunAt = lab.now;

  let status = 200;
  for (lab.now += everyMs - 1; status === 200; lab.now += everyMs) {
    ({ status } = await lab.ask('GetMe', { token }));
    if (status === 200) expect(lab.now - begunAt).toBeLessThan(lifeMs);
  }

  // The last try that was let in lies at most one step before the end.
  expect(lab.now - begunAt).toBeGreaterThanOrEqual(lifeMs);
  expect(lab.now - begunAt).toBeLessThanOrEqual(lifeMs + 2 * everyMs);
});

// @req sign-in.password
test('a new password ends every session but the one that set it', async () => {
  await using lab = await peopleLab();
  const [here, there] = [await lab.signIn(), await lab.signIn()];

  const changed = await lab.ask('ChangePassword', { token: here, body: { current: ada.password, new: next } });

  expect(changed).toEqual({ status: 200, body: { id: 1, email: ada.email, name: 'Ada' } });
  expect(lab.dropped).toEqual(['person/1']);
  expect((await lab.ask('GetMe', { token: here })).status).toBe(200);
  expect((await lab.ask('GetMe', { token: there })).status).toBe(401);
  await expect(lab.signIn()).rejects.toThrow('Invalid email or password');
  expect(await lab.signIn({ email: ada.email, password: next })).toMatch(/^bls_/);
});

// @req sign-in.password
test.each([
  ['too short', 'short', 'new'],
  ['twelve characters once it is composed', 'e\u0301'.repeat(6), 'new'],
  ['one of the commonest', 'UNBELIEVABLE', 'new'],
  ['the address', 'ada@LAB.example', 'new'],
])('a new password that is %s is refused', async (_what, weak, field) => {
  await using lab = await peopleLab();
  const token = await lab.signIn();

  const { status, body } = await lab.ask('ChangePassword', { token, body: { current: ada.password, new: weak } });

  expect(status).toBe(422);
  expect(body['detail']).toMatchObject([{ loc: ['body', field] }]);
});

// @req sign-in.password, sign-in.lockout
test('a wrong present password is told, and counted like a wrong sign-in', async () => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  const change = () => lab.ask('ChangePassword', { token, body: { current: 'not the present one', new: next } });

  const first = await change();
  for (let tries = 1; tries < 10; tries += 1) await change();

  expect(first).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'current'] }] } });
  expect(await change()).toMatchObject({ status: 429, body: { detail: 'too_many_attempts' } });
  await expect(lab.signIn()).rejects.toThrow('too_many_attempts');
});

// @req sign-in.password, admin.audit
test('wrong present passwords, and those that are not looked at any more, are in the audit', async () => {
  const lab = await peopleLab();
  const token = await lab.signIn();
  const before = (await lab.commits(1)).length;

  for (let tries = 0; tries < 12; tries += 1) {
    await lab.ask('ChangePassword', { token, body: { current: 'not the present one', new: next } });
  }
  await lab[Symbol.asyncDispose]();

  const logged = (await lab.commits(1))
    .slice(before)
    .flatMap(({ entries }) => entries.flatMap(({ changes }) => changes));
  const session = { credentialMethod: 'session', credentialId: token.split('.')[0] };
  const refused = { action: 'ChangePassword', outcome: 'refused', actorKind: 'person', actorId: 1, ...session };
  expect(logged.map(({ after }) => after)).toMatchObject([
    { ...refused, code: 'This is not your password', count: 10 },
    { ...refused, code: 'too_many_attempts', count: 2 },
  ]);
});

// @req sign-in.password
test('of two changes of a password at the same time, the later one is refused', async () => {
  await using lab = await peopleLab();
  const [one, other] = [await lab.signIn(), await lab.signIn()];
  const change = (token: string, to: string) =>
    lab.ask('ChangePassword', { token, body: { current: ada.password, new: to } });

  const answers = await Promise.all([change(one, next), change(other, 'some eleven lost lemurs')]);

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
});
