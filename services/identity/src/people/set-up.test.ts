import { expect, test } from '@jest/globals';
import { ada, peopleLab } from '../../test/people-lab.ts';
import type { Answered, PeopleLab } from '../../test/people-lab.ts';

const password = 'seven green herons nest';
const grace = { email: 'grace@lab.example', name: 'Grace', role: 'scientist' };
const dayMs = 24 * 60 * 60_000;
const linkNotFound = { status: 404, body: { detail: 'set_up_link_not_found' } };

async function linkToGrace(lab: PeopleLab): Promise<string> {
  const { body } = await lab.ask('CreatePerson', { token: await lab.signIn(), body: grace });
  return String(body['set_up_url']).split('#')[1] ?? '';
}

const setUp = (lab: PeopleLab, body: unknown): Promise<Answered> => lab.ask('SetUp', { body });

// @req people.set-up
test('a link gives its person a password, and a name if they want another one', async () => {
  await using lab = await peopleLab();
  const token = await linkToGrace(lab);

  const { status, body } = await setUp(lab, { token, password, name: 'Grace H.' });
  const seen = await lab.ask('GetPerson', { token: await lab.signIn(), path: { id: 2 } });
  const session = await lab.signIn({ email: grace.email, password });

  expect({ status, body }).toEqual({ status: 200, body: { id: 2, email: grace.email, name: 'Grace H.' } });
  expect(seen.body).toMatchObject({ name: 'Grace H.', status: 'active' });
  expect((await lab.ask('GetMe', { token: session })).body).toMatchObject({ role: 'scientist' });
});

// @req people.set-up
test('a link works once, whoever comes at the same time', async () => {
  await using lab = await peopleLab();
  await using other = await lab.replica();
  const token = await linkToGrace(lab);

  const answers = await Promise.all([
    setUp(lab, { token, password }),
    setUp(other, { token, password: 'five white foxes yawn' }),
  ]);
  const later = await setUp(lab, { token, password });

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  expect(later).toEqual(linkNotFound);
});

// @req people.set-up
test('a link works for seven days', async () => {
  await using lab = await peopleLab();
  const token = await linkToGrace(lab);

  lab.now += 7 * dayMs - 1;
  const rehearsed = await lab.ask('SetUp', { body: { token, password }, dryRun: true });
  lab.now += 1;
  const late = await setUp(lab, { token, password });

  expect([rehearsed.status, late]).toEqual([200, linkNotFound]);
});

// @req people.set-up
test.each(['', 'x', '2.', '1.aaaa', 'owner.aaaa', '3.aaaa', '99999999999999999999.a'])(
  '%j is no link',
  async (token) => {
    await using lab = await peopleLab();
    await linkToGrace(lab);

    const { status } = await setUp(lab, { token, password });

    expect(status).toBe(token === '' ? 422 : 404);
  },
);

test('a weak password leaves the link as it was', async () => {
  await using lab = await peopleLab();
  const token = await linkToGrace(lab);

  expect((await setUp(lab, { token, password: 'grace@lab.example' })).status).toBe(422);
  expect((await setUp(lab, { token, password })).status).toBe(200);
});

// @req people.set-up, admin.people
test('whose invitation was withdrawn has a password and is not let in', async () => {
  await using lab = await peopleLab();
  const token = await linkToGrace(lab);
  const adas = await lab.signIn();
  await lab.ask('UpdatePerson', { token: adas, path: { id: 2 }, body: { status: 'disabled' } });

  const used = await setUp(lab, { token, password });
  const refused = await lab.ask('SignIn', { body: { email: grace.email, password } });
  const enabled = await lab.ask('UpdatePerson', { token: adas, path: { id: 2 }, body: { status: 'active' } });

  expect([used.status, refused.status]).toEqual([200, 401]);
  expect(enabled.body).toMatchObject({ status: 'active' });
});

// @req admin.people
test('who has not come yet is still invited after being disabled and enabled', async () => {
  await using lab = await peopleLab();
  await linkToGrace(lab);
  const token = await lab.signIn();
  const patch = (status: string) => lab.ask('UpdatePerson', { token, path: { id: 2 }, body: { status } });

  const statuses = [await patch('active'), await patch('disabled'), await patch('active')];

  expect(statuses.map(({ body }) => body['status'])).toEqual(['invited', 'disabled', 'invited']);
});

// @req people.private
test('no password and no token stands in the log, nor an address, nor a hash', async () => {
  await using lab = await peopleLab();
  const token = await linkToGrace(lab);
  await setUp(lab, { token, password });
  const session = await lab.signIn({ email: grace.email, password });
  await lab.ask('ChangePassword', { token: session, body: { current: password, new: 'five white foxes yawn' } });
  await lab.ask('SignIn', { body: { email: grace.email, password: 'a wrong one of hers' } });

  const logs = await Promise.all([0, 1].map((org) => lab.store.commits(org, 0, 10_000)));

  const text = JSON.stringify(logs).toLowerCase();
  const secrets = [password, 'five white foxes yawn', 'a wrong one of hers', ada.password, token, session, 'argon2id'];
  for (const secret of [...secrets, grace.email, ada.email]) expect(text).not.toContain(secret.toLowerCase());
  expect(text).toContain('emaildigest');
  const kept = await lab.store.records.list(0, 'set_up_links', { afterKey: '', limit: 10 }, lab.now);
  const sessions = await lab.store.records.list(0, 'sessions', { afterKey: '', limit: 10 }, lab.now);
  for (const secret of [token, session]) expect(JSON.stringify([kept, sessions])).not.toContain(secret.split('.')[1]);
});
