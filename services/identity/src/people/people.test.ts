import { expect, test } from '@jest/globals';
import { ada, peopleLab } from '../../test/people-lab.ts';
import type { Answered, Asked, PeopleLab } from '../../test/people-lab.ts';

const password = 'seven green herons nest';
const grace = { email: 'grace@lab.example', name: 'Grace', role: 'scientist' };
const alan = { email: 'alan@lab.example', name: 'Alan', role: 'admin', password };

const refusal = (status: number, detail: unknown): Answered => ({ status, body: { detail } });
const at = (field: string): unknown => [expect.objectContaining({ loc: ['body', field] })];
const create = (lab: PeopleLab, token: string, body: unknown): Promise<Answered> =>
  lab.ask('CreatePerson', { token, body });
const patch = (lab: PeopleLab, token: string, id: number, body: unknown): Promise<Answered> =>
  lab.ask('UpdatePerson', { token, path: { id }, body });

// @req admin.people
test('a new person with a password is active at once and signs in', async () => {
  await using lab = await peopleLab();

  const made = await create(lab, await lab.signIn(), { ...grace, password });

  expect(made).toEqual({ status: 201, body: { id: 2, ...grace, status: 'active' } });
  expect(await lab.signIn({ email: grace.email, password })).toMatch(/^bls_/);
});

// @req admin.people, people.set-up
test('one without a password is invited and gets a link', async () => {
  await using lab = await peopleLab();

  const made = await create(lab, await lab.signIn(), grace);

  expect(made.status).toBe(201);
  expect(made.body).toEqual({
    id: 2,
    ...grace,
    status: 'invited',
    set_up_url: expect.stringMatching(/^https:\/\/lab\.example\/set-up#2\.[A-Za-z0-9]{43}$/),
  });
});

// @req admin.people
test('people are listed, the newest first, by pages, and read one by one', async () => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  await create(lab, token, grace);
  await create(lab, token, alan);

  const whole = await lab.ask('ListPeople', { token });
  const first = await lab.ask('ListPeople', { token, query: { limit: 2 } });
  const second = await lab.ask('ListPeople', { token, query: { limit: 2, cursor: String(first.body['next_cursor']) } });
  const one = await lab.ask('GetPerson', { token, path: { id: 2 } });

  const [adas, graces, alans] = [
    { id: 1, email: ada.email, name: 'Ada', role: 'owner', status: 'active' },
    { id: 2, ...grace, status: 'invited' },
    { id: 3, email: alan.email, name: alan.name, role: alan.role, status: 'active' },
  ];
  expect(whole.body).toEqual({ items: [alans, graces, adas], next_cursor: null });
  expect([first.body['items'], second.body]).toEqual([[alans, graces], { items: [adas], next_cursor: null }]);
  expect(one).toEqual({ status: 200, body: graces });
});

// @req admin.people, admin.role-missing, people.no-password, admin.name-taken, people.email-case
test.each<[string, object, number, unknown]>([
  ['no address', { ...grace, email: 'grace' }, 422, [expect.objectContaining({ loc: ['body', 'email'] })]],
  ['a role that is not there', { ...grace, role: 'boss' }, 422, [expect.objectContaining({ loc: ['body', 'role'] })]],
  [
    'a weak password',
    { ...grace, password: 'grace@lab.example' },
    422,
    [expect.objectContaining({ loc: ['body', 'password'] })],
  ],
  ['the address of one of them', { ...alan, email: 'ALAN@lab.example', password: null }, 409, 'name_taken'],
  [
    'a password for somebody who exists',
    { ...alan, role: 'viewer' },
    422,
    [expect.objectContaining({ loc: ['body', 'password'] })],
  ],
  ['more than one may do', { ...grace, role: 'owner' }, 403, 'role_missing'],
])('a person with %s is refused', async (_what, body, status, detail) => {
  await using lab = await peopleLab();
  await create(lab, await lab.signIn(), alan);
  const token = await lab.signIn(alan);
  const before = await lab.commits(0);

  const answer = await create(lab, token, body);

  expect(answer).toEqual({ status, body: { detail } });
  expect(await lab.commits(0)).toHaveLength(before.length);
});

// @req admin.people
test('who is disabled is refused at the next request, and signs in anew after being enabled', async () => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  await create(lab, token, alan);
  const alans = await lab.signIn(alan);

  const disabled = await patch(lab, token, 2, { status: 'disabled' });
  const refused = await lab.ask('GetMe', { token: alans });
  await expect(lab.signIn(alan)).rejects.toThrow('Invalid email or password');
  await patch(lab, token, 2, { status: 'disabled' });
  const enabled = await patch(lab, token, 2, { status: 'active' });
  const revived = await lab.ask('GetMe', { token: alans });

  expect(disabled).toMatchObject({ status: 200, body: { id: 2, status: 'disabled' } });
  expect(refused.status).toBe(401);
  expect(enabled).toMatchObject({ status: 200, body: { status: 'active' } });
  expect(revived.status).toBe(401);
  expect((await lab.ask('GetMe', { token: await lab.signIn(alan) })).status).toBe(200);
  expect(lab.dropped).toEqual(['member/1/2', 'member/1/2', 'member/1/2']);
});

// @req admin.people
test('another role holds for the next request', async () => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  await create(lab, token, alan);
  const alans = await lab.signIn(alan);

  await patch(lab, token, 2, { role: 'viewer' });

  expect((await lab.ask('GetMe', { token: alans })).body).toMatchObject({ role: 'viewer' });
  expect(await lab.ask('ListPeople', { token: alans })).toMatchObject({ status: 403 });
});

// @req admin.people, admin.last-owner, admin.role-missing
test.each<[string, { by: 'owner' | 'admin'; id: number; body: object }, Answered]>([
  ['somebody who is not there', { by: 'owner', id: 9, body: { role: 'viewer' } }, refusal(404, 'person_not_found')],
  ['a role that is not there', { by: 'owner', id: 2, body: { role: 'boss' } }, refusal(422, at('role'))],
  ['a status that nobody gives', { by: 'owner', id: 2, body: { status: 'invited' } }, refusal(422, at('status'))],
  ['the last owner’s role', { by: 'owner', id: 1, body: { role: 'admin' } }, refusal(409, 'last_owner')],
  ['the last owner’s status', { by: 'owner', id: 1, body: { status: 'disabled' } }, refusal(409, 'last_owner')],
  ['an owner, by an admin', { by: 'admin', id: 1, body: { status: 'disabled' } }, refusal(403, 'role_missing')],
  ['an owner’s role, by an admin', { by: 'admin', id: 1, body: { role: 'viewer' } }, refusal(403, 'role_missing')],
  ['the own role, upwards', { by: 'admin', id: 2, body: { role: 'owner' } }, refusal(403, 'role_missing')],
])('a change of %s is refused', async (_what, { by, id, body }, answer) => {
  await using lab = await peopleLab();
  const owner = await lab.signIn();
  await create(lab, owner, alan);
  const token = by === 'owner' ? owner : await lab.signIn(alan);
  const before = (await lab.commits(1)).length;

  expect(await patch(lab, token, id, body)).toEqual(answer);
  expect(await lab.commits(1)).toHaveLength(before);
});

test('a change that says nothing new leaves no trace in the log', async () => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  await create(lab, token, alan);
  const before = (await lab.commits(1)).length;

  const answers = [
    await patch(lab, token, 1, {}),
    await patch(lab, token, 1, { role: null, status: null }),
    await patch(lab, token, 1, { role: 'owner', status: 'active' }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await lab.commits(1)).toHaveLength(before);
});

// @req admin.last-owner
test.each([
  ['role', { role: 'viewer' }],
  ['status', { status: 'disabled' }],
])('of two owners who take each other’s %s at the same time, one stays', async (_what, body) => {
  await using lab = await peopleLab();
  await using other = await lab.replica();
  const adas = await lab.signIn();
  await create(lab, adas, { ...alan, role: 'owner' });
  const alans = await other.signIn(alan);

  const answers = await Promise.all([patch(lab, adas, 2, body), patch(other, alans, 1, body)]);

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(answers.map(({ body: { detail } }) => detail)).toContain('last_owner');
});

// @req admin.last-owner
test('an owner who is invited only does not count', async () => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  await create(lab, token, { ...grace, role: 'owner' });

  expect(await patch(lab, token, 1, { role: 'viewer' })).toMatchObject({ body: { detail: 'last_owner' } });
});

// @req people.set-up
test('the same again for somebody without a password gives a new link, and the old one is void', async () => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  const tokenOf = ({ body }: Answered) => String(body['set_up_url']).split('#')[1];
  const setUp = (link: string | undefined) => lab.ask('SetUp', { body: { token: link, password } });

  const [first, second] = [await create(lab, token, grace), await create(lab, token, grace)];

  expect(second).toMatchObject({ status: 201, body: { id: 2, status: 'invited' } });
  expect(await setUp(tokenOf(first))).toEqual({ status: 404, body: { detail: 'set_up_link_not_found' } });
  expect((await setUp(tokenOf(second))).status).toBe(200);
  expect(await create(lab, token, grace)).toMatchObject({ status: 409, body: { detail: 'name_taken' } });
});

// @req admin.role-missing
test('who may not make an owner gets no link to one', async () => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  await create(lab, token, alan);
  await create(lab, token, { ...grace, role: 'owner' });
  const alans = await lab.signIn(alan);

  expect(await create(lab, alans, { ...grace, role: 'owner' })).toMatchObject({ status: 403 });
  expect(await create(lab, alans, { ...grace, role: 'viewer' })).toMatchObject({ status: 409 });
});

// @req admin.people
test('two who make the same person at the same time make one', async () => {
  await using lab = await peopleLab();
  await using other = await lab.replica();
  const token = await lab.signIn();
  const made = { ...grace, password };

  const answers = await Promise.all([
    create(lab, token, made),
    create(other, token, { ...made, password: 'five white foxes yawn' }),
  ]);

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
  expect((await lab.ask('ListPeople', { token })).body['items']).toHaveLength(2);
});

test.each<[string, Asked & { readonly action: string }]>([
  ['CreatePerson', { action: 'CreatePerson', body: { ...grace, password } }],
  ['CreatePerson without a password', { action: 'CreatePerson', body: grace }],
  ['UpdatePerson', { action: 'UpdatePerson', path: { id: 2 }, body: { status: 'disabled' } }],
  ['CreateOrganization', { action: 'CreateOrganization', body: { name: 'Coast' } }],
  ['ChangePassword', { action: 'ChangePassword', body: { current: ada.password, new: password } }],
])('a dry run of %s answers like the real one and leaves nothing', async (_name, { action, ...asked }) => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  await create(lab, token, alan);
  const traces = async () => {
    const links = await lab.store.records.list(0, 'set_up_links', { afterKey: '', limit: 10 }, lab.now);
    const commits = await Promise.all([0, 1, 2].map(async (org) => (await lab.commits(org)).length));
    return { links, commits, dropped: lab.dropped.length };
  };
  const before = await traces();

  const rehearsed = await lab.ask(action, { ...asked, token, dryRun: true });
  const after = await traces();
  const real = await lab.ask(action, { ...asked, token });

  const { set_up_url: link, ...body } = real.body;
  expect(rehearsed).toEqual({ status: 200, body });
  expect(typeof link).toBe(action === 'CreatePerson' && asked.body === grace ? 'string' : 'undefined');
  expect(after).toEqual(before);
});
