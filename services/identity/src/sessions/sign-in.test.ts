import { expect, test } from '@jest/globals';
import { ada, peopleLab } from '../../test/people-lab.ts';
import type { PeopleLab } from '../../test/people-lab.ts';

const wrong = 'a password that nobody has';
const grace = { email: 'grace@lab.example', name: 'Grace', role: 'scientist', password: 'seven green herons nest' };
const invalidSignIn = { status: 401, body: { detail: 'Invalid email or password' } };

/** Makes Grace a member of organization 1; answers Ada's token. */
async function withGrace(lab: PeopleLab): Promise<string> {
  const token = await lab.signIn();
  expect((await lab.ask('CreatePerson', { token, body: grace })).status).toBe(201);
  return token;
}

const attempt = (lab: PeopleLab, email: string, password: string, organization?: unknown) =>
  lab.ask('SignIn', { body: { email, password, organization } });

// @req sign-in.session, people.email-case
test('the right password opens a session, which is told with its person, organization, role and end', async () => {
  await using lab = await peopleLab();

  const { status, body } = await attempt(lab, ' ADA@lab.EXAMPLE ', ada.password);

  expect(status).toBe(200);
  expect(body).toEqual({
    token: expect.stringMatching(/^bls_[A-Za-z0-9]{16}\.[A-Za-z0-9]{43}$/),
    expires_at: new Date(lab.now + 12 * 3_600_000).toISOString(),
    person: { id: 1, email: ada.email, name: 'Ada' },
    organization: { id: 1, name: ada.organization },
    role: 'owner',
  });
  expect((await lab.ask('GetMe', { token: String(body['token']) })).status).toBe(200);
});

// @req admin.audit
test('a sign-in is committed before it is answered', async () => {
  await using lab = await peopleLab();
  lab.effectsLeft = 3; // the attempt, its end and the session; the entry is one too many

  const { status } = await attempt(lab, ada.email, ada.password);

  expect(status).toBe(503);
});

// @req sign-in.invalid
test('unknown people, wrong passwords, organizations and addresses are refused alike, with the same work', async () => {
  await using lab = await peopleLab();
  const token = await withGrace(lab);
  await lab.ask('CreatePerson', { token, body: { email: 'new@lab.example', name: 'New', role: 'viewer' } });
  const off = await lab.ask('CreatePerson', { token, body: { ...grace, email: 'off@lab.example' } });
  await lab.ask('UpdatePerson', { token, path: { id: Number(off.body['id']) }, body: { status: 'disabled' } });
  const attempts: readonly (readonly [string, string, unknown?])[] = [
    ['nobody@lab.example', wrong],
    [grace.email, wrong],
    [grace.email, grace.password, 'Nowhere'],
    [grace.email, grace.password, 4711],
    ['new@lab.example', wrong],
    ['new@lab.example', ''.padEnd(12, 'x')],
    ['off@lab.example', grace.password],
    ['not an address', grace.password],
    ['LIMS', wrong],
  ];

  const answers = [];
  for (const [email, password, organization] of attempts)
    answers.push(await attempt(lab, email, password, organization));

  expect(answers).toEqual(attempts.map(() => invalidSignIn));
  // Each refusal is held back for the same time, so that writing it down doesn't show.
  expect(lab.paused.filter((ms) => ms === 50)).toHaveLength(attempts.length + 1);
});

const nowhere = { password: wrong, organization: 'Nowhere' };

// @req sign-in.equal-work
test.each<[string, string, { readonly password: string; readonly organization?: unknown }]>([
  ['a wrong password', grace.email, { password: wrong }],
  ['a person without a password', 'new@lab.example', { password: wrong }],
  ['the right password of somebody disabled', 'off@lab.example', { password: grace.password }],
  ['a wrong password for an organization that is not there', grace.email, nowhere],
  ['the right password for one that is not there', grace.email, { ...nowhere, password: grace.password }],
  ['the right password for one by id', grace.email, { password: grace.password, organization: 4711 }],
])(
  'a sign-in asks the store and the hasher the same for %s as for nobody, until it is answered',
  async (_what, email, guess) => {
    const calls: string[] = [];
    await using lab = await peopleLab({ watch: (call) => calls.push(call) });
    const token = await withGrace(lab);
    await lab.ask('CreatePerson', { token, body: { email: 'new@lab.example', name: 'New', role: 'viewer' } });
    const off = await lab.ask('CreatePerson', { token, body: { ...grace, email: 'off@lab.example' } });
    await lab.ask('UpdatePerson', { token, path: { id: Number(off.body['id']) }, body: { status: 'disabled' } });
    const untilAnswered = async (address: string): Promise<readonly string[]> => {
      calls.length = 0;
      expect(await attempt(lab, address, guess.password, guess.organization)).toEqual(invalidSignIn);
      return [...calls];
    };

    const known = await untilAnswered(email);
    const unknown = await untilAnswered('nobody@lab.example');

    expect(known).toEqual(expect.arrayContaining(['load', 'values', 'records.put', 'verify']));
    expect(known).not.toContain('append');
    expect(unknown).toEqual(known);
  },
);

// @req sign-in.equal-work
test('a locked address is refused after the same questions, whether anybody has it or not', async () => {
  const calls: string[] = [];
  await using lab = await peopleLab({ watch: (call) => calls.push(call) });
  await withGrace(lab);
  const whenLocked = async (email: string): Promise<readonly string[]> => {
    for (let tries = 0; tries < 10; tries += 1) await attempt(lab, email, wrong);
    calls.length = 0;
    expect((await attempt(lab, email, wrong)).status).toBe(429);
    return [...calls];
  };

  const known = await whenLocked(grace.email);
  const unknown = await whenLocked('nobody@lab.example');

  expect(unknown).toEqual(known);
});

// @req sign-in.organization
test('a person of several organizations names one, by id or by name without regard to case', async () => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  await lab.ask('CreateOrganization', { token, body: { name: 'Küste' } });
  const organization = async (choice: unknown) => {
    const { body } = await attempt(lab, ada.email, ada.password, choice);
    return body['organization'] ?? body['detail'];
  };

  const without = await attempt(lab, ada.email, ada.password);
  const withNull = await attempt(lab, ada.email, ada.password, null);

  expect(without).toEqual({
    status: 409,
    body: {
      detail: 'organization_required',
      organizations: expect.arrayContaining([
        { id: 1, name: ada.organization },
        { id: 2, name: 'Küste' },
      ]),
    },
  });
  expect(withNull).toEqual(without);
  for (const choice of [2, '2', 'Küste', ' KÜSTE ', 'Ku\u0308ste']) {
    expect(await organization(choice)).toEqual({ id: 2, name: 'Küste' });
  }
  for (const choice of [3, '3', 'Kust', '', 2 ** 60])
    expect(await organization(choice)).not.toEqual({ id: 2, name: 'Küste' });
});

test.each([[{ id: 1 }], [[1]], [true], [1.5]])('%j names no organization', async (choice) => {
  await using lab = await peopleLab();

  const { status, body } = await attempt(lab, ada.email, ada.password, choice);

  expect(status).toBe(422);
  expect(body['detail']).toMatchObject([{ loc: ['body', 'organization'] }]);
});

// @req sign-in.lockout
test.each([grace.email, 'nobody@lab.example'])(
  'for %s the tenth failure is answered like the first; then comes a pause that grows',
  async (email) => {
    await using lab = await peopleLab();
    await withGrace(lab);
    const statuses = async (times: number): Promise<readonly number[]> => {
      const all: number[] = [];
      for (let tries = 0; tries < times; tries += 1) all.push((await attempt(lab, email, wrong)).status);
      return all;
    };

    expect(await statuses(12)).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    expect(await attempt(lab, email, grace.password)).toEqual({ status: 429, body: { detail: 'too_many_attempts' } });
    for (const seconds of [60, 120, 240, 480, 900, 900]) {
      lab.now += seconds * 1_000 - 1;
      expect(await statuses(1)).toEqual([429]);
      lab.now += 1;
      expect(await statuses(2)).toEqual([401, 429]);
    }
  },
);

// @req sign-in.lockout
test('the right password ends the row of failures', async () => {
  await using lab = await peopleLab();
  await withGrace(lab);
  const fail = async (times: number) => {
    for (let tries = 0; tries < times; tries += 1) await attempt(lab, grace.email, wrong);
  };

  await fail(9);
  const right = await attempt(lab, grace.email, grace.password);
  await fail(9);
  const again = await attempt(lab, grace.email, grace.password);
  await fail(10);
  lab.now += 60_000;
  const afterPause = await attempt(lab, grace.email, grace.password);

  expect([right.status, again.status, afterPause.status]).toEqual([200, 200, 200]);
});

// @req sign-in.lockout
test('a right password for a wrong organization counts like a wrong one, and one without an organization does not', async () => {
  await using lab = await peopleLab();
  await lab.ask('CreateOrganization', { token: await lab.signIn(), body: { name: 'Coast' } });

  for (let tries = 0; tries < 12; tries += 1) await attempt(lab, ada.email, ada.password);
  expect((await attempt(lab, ada.email, ada.password, 1)).status).toBe(200);
  for (let tries = 0; tries < 10; tries += 1) await attempt(lab, ada.email, ada.password, 'Nowhere');
  expect((await attempt(lab, ada.email, ada.password, 1)).status).toBe(429);
});

// @req sign-in.lockout
test('guesses at the same time, on two replicas, are ten and no more; who is right does not stand in the way of others', async () => {
  await using lab = await peopleLab();
  await using other = await lab.replica();
  await withGrace(lab);
  const both = (index: number): PeopleLab => (index % 2 === 0 ? lab : other);
  const many = Array.from({ length: 30 }, (_, index) => index);

  const right = await Promise.all(many.map((index) => attempt(both(index), grace.email, grace.password)));
  const guesses = await Promise.all(many.map((index) => attempt(both(index), grace.email, wrong)));

  expect(right.map(({ status }) => status)).toEqual(many.map(() => 200));
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10);
  expect(guesses.filter(({ status }) => status === 429)).toHaveLength(20);
});

// @req admin.audit, admin.strangers
test('failures of people are in the audit of their organizations; those of strangers are counted only', async () => {
  const lab = await peopleLab();
  await withGrace(lab);
  const before = (await lab.commits(1)).length;

  await attempt(lab, grace.email, wrong);
  await attempt(lab, 'nobody@lab.example', wrong);
  const atOnce = (await lab.commits(1)).length;
  await lab[Symbol.asyncDispose]();

  const logged = (await lab.commits(1))
    .slice(before)
    .flatMap(({ entries }) => entries.flatMap(({ changes }) => changes));
  const refused = { action: 'SignIn', outcome: 'refused', code: 'Invalid email or password' };
  expect(atOnce).toBe(before);
  expect(logged.map(({ after }) => after)).toMatchObject([
    { ...refused, actorId: 2, requestId: 'request-1', count: 1 },
  ]);
  expect(lab.strangers()).toBe(1);
});

test('a dry run of a sign-in opens nothing, and counts guesses like the others', async () => {
  await using lab = await peopleLab();
  const rehearse = (password: string) => lab.ask('SignIn', { body: { email: ada.email, password }, dryRun: true });

  const right = await rehearse(ada.password);
  for (let tries = 0; tries < 10; tries += 1) await rehearse(wrong);

  expect(right).toMatchObject({ status: 200, body: { token: '', role: 'owner' } });
  expect(await lab.store.records.list(0, 'sessions', { afterKey: '', limit: 10 }, lab.now)).toEqual([]);
  expect((await attempt(lab, ada.email, ada.password)).status).toBe(429);
});
