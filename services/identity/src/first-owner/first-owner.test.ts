import { randomBytes } from 'node:crypto';
import type { Records } from '@benchline/store';
import { expect, test } from '@jest/globals';
import { ada, digestOf, peopleLab } from '../../test/people-lab.ts';
import type { PeopleLab } from '../../test/people-lab.ts';
import { ensureFirstOwner } from './ensure-first-owner.ts';

const whole = { email: ada.email, password: ada.password, organization: ada.organization, name: 'Ada L.' };
const linkNotFound = { status: 404, body: { detail: 'set_up_link_not_found' } };
const linksOf = (lab: PeopleLab) => lab.store.records.list(0, 'set_up_links', { afterKey: '', limit: 10 }, lab.now);
const setUp = (lab: PeopleLab, token: string | undefined, body: object = whole) =>
  lab.ask('SetUp', { body: { token, ...body } });

// @req first-start.owner
test('the settings make the first owner and organization once; later starts change nothing', async () => {
  await using lab = await peopleLab({ owned: false });

  const first = await lab.firstOwner(ada);
  const commits = await lab.commits(0);
  const later = [
    await lab.firstOwner(ada),
    await lab.firstOwner({ ...ada, email: 'eve@lab.example', password: 'short', organization: 'Hers' }),
    await lab.firstOwner(),
  ];

  expect([first, ...later]).toEqual([undefined, undefined, undefined, undefined]);
  expect(await lab.commits(0)).toEqual(commits);
  expect((await lab.ask('GetMe', { token: await lab.signIn() })).body).toMatchObject({
    person: { id: 1, email: ada.email },
    organization: { id: 1, name: ada.organization },
    role: 'owner',
  });
});

// @req first-start.owner
test('of two replicas that start at the same time, one makes the owner', async () => {
  await using lab = await peopleLab({ owned: false });
  await using other = await lab.replica();

  await Promise.all([lab.firstOwner(ada), other.firstOwner(ada)]);

  expect(await lab.commits(0)).toHaveLength(1);
  expect(await lab.commits(1)).toHaveLength(1);
  expect(await lab.signIn()).toMatch(/^bls_/);
});

// @req first-start.owner
test.each([
  ['no address', { email: 'ada' }, ['BENCHLINE_OWNER_EMAIL']],
  ['a weak password', { password: '123456789012' }, ['BENCHLINE_OWNER_PASSWORD']],
  ['an address alone', { password: undefined }, ['BENCHLINE_OWNER_PASSWORD']],
  ['a number for a name', { organization: ' 2 ' }, ['BENCHLINE_ORGANIZATION']],
  [
    'nothing right',
    { email: 'x', password: 'y', organization: ' ' },
    ['BENCHLINE_OWNER_EMAIL', 'BENCHLINE_OWNER_PASSWORD', 'BENCHLINE_ORGANIZATION'],
  ],
])('settings with %s stop the first start, by name and without values', async (_what, settings, names) => {
  await using lab = await peopleLab({ owned: false });

  const start = lab.firstOwner({ ...ada, ...settings });

  await expect(start).rejects.toMatchObject({
    name: 'ConfigError',
    problems: names.map((name) => expect.objectContaining({ name })),
  });
  await expect(start).rejects.not.toMatchObject({ message: expect.stringContaining('123456789012') });
  expect(await lab.commits(0)).toEqual([]);
});

// @req first-start.link
test('without settings a one-time link makes the owner', async () => {
  await using lab = await peopleLab({ owned: false });

  const token = await lab.firstOwner();
  const used = await setUp(lab, token);
  const again = await setUp(lab, token, { ...whole, email: 'eve@lab.example' });

  expect(token).toMatch(/^owner\.[A-Za-z0-9]{43}$/);
  expect(used).toEqual({ status: 200, body: { id: 1, email: ada.email, name: 'Ada L.' } });
  expect(again).toEqual(linkNotFound);
  expect(await lab.signIn()).toMatch(/^bls_/);
  expect(await lab.firstOwner()).toBeUndefined();
});

// @req first-start.link
test('each start without an owner makes a new link, and the one before is void', async () => {
  await using lab = await peopleLab({ owned: false });

  const [old, fresh] = [await lab.firstOwner(), await lab.firstOwner()];
  lab.now += 365 * 24 * 60 * 60_000;

  expect(await setUp(lab, old)).toEqual(linkNotFound);
  expect((await setUp(lab, fresh)).status).toBe(200);
});

// @req first-start.link
test.each([
  ['with another address', { email: 'grace@lab.example', password: 'seven green herons nest' }],
  ['with their very password', { email: ada.email, password: ada.password }],
])('the link is over when the settings have made an owner, also %s', async (_how, owner) => {
  await using lab = await peopleLab({ owned: false });
  const token = await lab.firstOwner();

  await lab.firstOwner({ ...ada, ...owner });

  expect(await setUp(lab, token)).toEqual(linkNotFound);
  expect(await linksOf(lab)).toEqual([]);
  expect((await lab.commits(0)).length).toBe(1);
});

// @req first-start.link
test('a replica without settings leaves no link beside the owner that another one makes meanwhile', async () => {
  await using lab = await peopleLab({ owned: false });
  const { runtime, hasher, store } = lab;
  const put: Records['put'] = async (...args) => {
    await lab.firstOwner(ada);
    return store.records.put(...args);
  };
  const records = { ...store.records, put };
  const deps = { runtime, hasher, digestOf, records, clock: () => lab.now, random: randomBytes };

  const token = await ensureFirstOwner(deps, { email: undefined, password: undefined, organization: undefined });

  expect(token).toBeUndefined();
  expect(await linksOf(lab)).toEqual([]);
});

// @req first-start.link
test('of two who use the link at the same time, one becomes the owner', async () => {
  await using lab = await peopleLab({ owned: false });
  await using other = await lab.replica();
  const token = await lab.firstOwner();

  const answers = await Promise.all([setUp(lab, token), setUp(other, token, { ...whole, email: 'eve@lab.example' })]);

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  expect(await lab.commits(0)).toHaveLength(1);
});

// @req first-start.link
test.each([
  ['email', { email: undefined }],
  ['organization', { organization: undefined }],
  ['organization', { organization: '  ' }],
  ['organization', { organization: '2' }],
  ['email', { email: 'ada' }],
  ['password', { password: 'ada@lab.example' }],
])('the link needs a good %s, and stays good when it is missing', async (field, broken) => {
  await using lab = await peopleLab({ owned: false });
  const token = await lab.firstOwner();

  const refused = await setUp(lab, token, { ...whole, ...broken });
  const rehearsed = await lab.ask('SetUp', { body: { token, ...whole }, dryRun: true });

  expect(refused.status).toBe(422);
  expect(refused.body['detail']).toMatchObject([{ loc: ['body', field] }]);
  expect(rehearsed.status).toBe(200);
  expect((await setUp(lab, token)).status).toBe(200);
});
