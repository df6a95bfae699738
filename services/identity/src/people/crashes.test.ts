import { expect, test } from '@jest/globals';
import { ada, peopleLab } from '../../test/people-lab.ts';
import type { Answered, PeopleLab } from '../../test/people-lab.ts';

const password = 'seven green herons nest';
const grace = { email: 'grace@lab.example', name: 'Grace', role: 'scientist' };

interface Case {
  readonly owned?: boolean;
  /** Makes what the call needs, and answers the call. */
  readonly prepare: (lab: PeopleLab) => Promise<() => Promise<Answered>>;
  /** What must be so in the end. */
  readonly check: (lab: PeopleLab) => Promise<unknown>;
}

const linkOf = ({ body }: Answered): string => String(body['set_up_url']).split('#')[1] ?? '';
const signInAsGrace = (lab: PeopleLab) => lab.signIn({ email: grace.email, password });
const seenByAda = async (lab: PeopleLab): Promise<unknown> =>
  (await lab.ask('ListPeople', { token: await lab.signIn() })).body['items'];

/** A call by Ada, as one that can be repeated. */
function asAda(action: string, body: object, path: Readonly<Record<string, number>> = {}): Case['prepare'] {
  return async (lab) => {
    const token = await lab.signIn();
    return () => lab.ask(action, { token, body, path });
  };
}

const cases: readonly (readonly [string, Case])[] = [
  [
    'a person with a password',
    {
      prepare: asAda('CreatePerson', { ...grace, password }),
      check: async (lab) => [await seenByAda(lab), (await signInAsGrace(lab)).length],
    },
  ],
  ['a person with a link', { prepare: asAda('CreatePerson', grace), check: seenByAda }],
  [
    'an invitation',
    {
      prepare: async (lab) => {
        const token = await lab.signIn();
        await lab.ask('CreatePerson', { token, body: { ...grace, password } });
        await lab.ask('CreateOrganization', { token, body: { name: 'Coast' } });
        const there = await lab.signIn({ ...ada, organization: 2 });
        return () => lab.ask('CreatePerson', { token: there, body: grace });
      },
      check: async (lab) => (await lab.ask('ListInvitations', { token: await signInAsGrace(lab) })).body['items'],
    },
  ],
  [
    'accepting one',
    {
      prepare: async (lab) => {
        const token = await lab.signIn();
        await lab.ask('CreatePerson', { token, body: { ...grace, password } });
        await lab.ask('CreateOrganization', { token, body: { name: 'Coast' } });
        const there = await lab.signIn({ ...ada, organization: 2 });
        await lab.ask('CreatePerson', { token: there, body: grace });
        const graces = await signInAsGrace(lab);
        return () => lab.ask('AcceptInvitation', { token: graces, path: { id: 4 } });
      },
      check: async (lab) => {
        const token = await lab.signIn({ email: grace.email, password, organization: 2 });
        return (await lab.ask('GetMe', { token })).body['role'];
      },
    },
  ],
  [
    'a first password',
    {
      prepare: async (lab) => {
        const token = linkOf(await lab.ask('CreatePerson', { token: await lab.signIn(), body: grace }));
        return () => lab.ask('SetUp', { body: { token, password } });
      },
      check: async (lab) => [await seenByAda(lab), (await signInAsGrace(lab)).length],
    },
  ],
  [
    'the first owner by a link',
    {
      owned: false,
      prepare: async (lab) => {
        const token = await lab.firstOwner();
        return () => lab.ask('SetUp', { body: { ...ada, token } });
      },
      check: seenByAda,
    },
  ],
  [
    'an organization',
    {
      prepare: asAda('CreateOrganization', { name: 'Coast' }),
      check: async (lab) => (await lab.signIn({ ...ada, organization: 'Coast' })).length,
    },
  ],
  [
    'a disabled person',
    {
      prepare: async (lab) => {
        const token = await lab.signIn();
        await lab.ask('CreatePerson', { token, body: { ...grace, password } });
        return () => lab.ask('UpdatePerson', { token, path: { id: 2 }, body: { status: 'disabled' } });
      },
      check: async (lab) => [await seenByAda(lab), lab.dropped],
    },
  ],
];

/** What was made in all logs, without the traces of those who signed in to look. */
async function made(lab: PeopleLab): Promise<readonly string[]> {
  const logs = await Promise.all([0, 1, 2].map((org) => lab.commits(org)));
  const changes = logs.flatMap((commits, org) =>
    commits.flatMap(({ entries }) => entries.flatMap((entry) => entry.changes.map((change) => ({ org, ...change })))),
  );
  return changes
    .filter(({ kind }) => kind !== 'access_event')
    .map(({ org, kind, id, verb }) => `${String(org)} ${kind}/${String(id)} ${verb}`)
    .sort();
}

const seen = ({ status, body: { set_up_url: link, ...body } }: Answered) => ({ status, body, link: typeof link });

// @req people.crash-safe
test.each(cases)('%s: killed at any place and repeated, it is complete and not doubled', async (_name, one) => {
  const terms = one.owned === undefined ? {} : { owned: one.owned };
  await using whole = await peopleLab(terms);
  const answer = seen(await (await one.prepare(whole))());
  const end = { state: await one.check(whole), made: await made(whole) };
  expect([200, 201]).toContain(answer.status);

  let effects = 0;
  for (; ; effects += 1) {
    await using lab = await peopleLab(terms);
    const call = await one.prepare(lab);
    lab.effectsLeft = effects;
    const first = await call();
    lab.effectsLeft = Number.POSITIVE_INFINITY;
    if (first.status !== 503) break;

    expect(seen(await call())).toEqual(answer);
    expect({ state: await one.check(lab), made: await made(lab) }).toEqual(end);
  }
  expect(effects).toBeGreaterThan(1);
});

test('a new password whose answer was lost holds; the sessions of the old one are over, the own one too', async () => {
  for (const effects of [3, 4, 5]) {
    await using lab = await peopleLab();
    const token = await lab.signIn();
    lab.effectsLeft = effects; // the attempt, its end, the change, then the session and its leases
    const { status } = await lab.ask('ChangePassword', { token, body: { current: ada.password, new: password } });
    lab.effectsLeft = Number.POSITIVE_INFINITY;

    expect(status).toBe(effects < 5 ? 503 : 200);
    expect((await lab.ask('GetMe', { token })).status).toBe(effects === 3 ? 401 : 200);
    expect(await lab.signIn({ email: ada.email, password })).toMatch(/^bls_/);
  }
});

test('whoever dies between founding and joining is made a member at the next sign-in', async () => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  lab.effectsLeft = 1;
  await lab.ask('CreateOrganization', { token, body: { name: 'Coast' } });
  lab.effectsLeft = Number.POSITIVE_INFINITY;

  const there = await lab.signIn({ ...ada, organization: 'Coast' });

  expect((await lab.ask('GetMe', { token: there })).body).toMatchObject({ role: 'owner', organization: { id: 2 } });
});
