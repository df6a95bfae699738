import { expect, test } from '@jest/globals';
import { accept as accepted, changed, entity, internalAction, serviceCall, stepsOf, taken } from '@benchline/runtime';
import { ada, peopleLab } from '../../test/people-lab.ts';
import type { Answered, PeopleLab } from '../../test/people-lab.ts';
import { organizationKind, organizationName } from './organization.ts';

const password = 'seven green herons nest';
const grace = { email: 'grace@lab.example', name: 'Grace', role: 'scientist', password };
const alan = { email: 'alan@coast.example', name: 'Alan', role: 'admin', password: 'five white foxes yawn' };

/** Two organizations: Ada owns both, Grace is in the first, Alan an admin of the second. */
async function twoOrganizations(lab: PeopleLab) {
  const adas = await lab.signIn();
  await lab.ask('CreatePerson', { token: adas, body: grace });
  await lab.ask('CreateOrganization', { token: adas, body: { name: 'Coast' } });
  const there = await lab.signIn({ ...ada, organization: 'coast' });
  await lab.ask('CreatePerson', { token: there, body: alan });
  return { adas, alans: await lab.signIn(alan), graces: await lab.signIn(grace) };
}

const found = (lab: PeopleLab, token: string, name: string): Promise<Answered> =>
  lab.ask('CreateOrganization', { token, body: { name } });
const invite = (lab: PeopleLab, token: string, body: object = {}): Promise<Answered> =>
  lab.ask('CreatePerson', { token, body: { email: grace.email, name: 'G.', role: 'viewer', ...body } });
const invitations = async (lab: PeopleLab, token: string): Promise<readonly unknown[]> =>
  (await lab.ask('ListInvitations', { token })).body['items'] as readonly unknown[]; // the list's answer
const accept = (lab: PeopleLab, token: string, id: number): Promise<Answered> =>
  lab.ask('AcceptInvitation', { token, path: { id } });

// @req organizations.create
test('the first owner founds organizations, owns them, and signs in to them by name', async () => {
  await using lab = await peopleLab();

  const made = await found(lab, await lab.signIn(), '  Coast ');
  const token = await lab.signIn({ ...ada, organization: 'COAST' });

  expect(made).toEqual({ status: 201, body: { id: 2, name: 'Coast' } });
  expect((await lab.ask('GetMe', { token })).body).toMatchObject({ organization: { id: 2 }, role: 'owner' });
});

// @req organizations.create
test('others found organizations where signing up is on', async () => {
  for (const signUp of [false, true]) {
    await using lab = await peopleLab({ signUp });
    const { graces } = await twoOrganizations(lab);

    const answer = await found(lab, graces, 'Hers');

    expect(answer).toEqual(
      signUp ? { status: 201, body: { id: 3, name: 'Hers' } } : { status: 403, body: { detail: 'sign_up_off' } },
    );
  }
});

// @req organizations.create, admin.name-taken
test.each([
  ['taken', 'TEST org', 409, 'name_taken'],
  ['taken in another composition', 'Ku\u0308ste', 409, 'name_taken'],
  ['blank', '  ', 422, [expect.objectContaining({ loc: ['body', 'name'] })]],
  ['a number', ' 2 ', 422, [expect.objectContaining({ loc: ['body', 'name'] })]],
])('a name that is %s is refused', async (_what, name, status, detail) => {
  await using lab = await peopleLab();
  const token = await lab.signIn();
  await found(lab, token, 'Küste');

  expect(await found(lab, token, name)).toEqual({ status, body: { detail } });
});

/** As organizations could be called once. */
const callFirst = internalAction('RenameOrganization', {
  load: (name: string) => ({ first: entity(organizationKind, 1), isTaken: taken(organizationName(name)) }),
  decide({ first }, name) {
    if (first === undefined) throw new Error('nothing is founded');
    const renamed = { ...first, name, version: first.version + 1 };
    return accepted(undefined, changed(organizationKind, first, renamed));
  },
});

// @req sign-in.organization
test('digits are the id of an organization where the person is not in the one that they name', async () => {
  await using lab = await peopleLab();
  await twoOrganizations(lab);
  await stepsOf(lab.runtime, serviceCall('identity', 0), Infinity).change(callFirst, '2');
  const signedIn = async (who: { email: string; password: string }) =>
    (await lab.ask('SignIn', { body: { ...who, organization: '2' } })).body['organization'];

  expect(await signedIn(alan)).toEqual({ id: 2, name: 'Coast' });
  expect(await signedIn(grace)).toEqual({ id: 1, name: '2' });
  expect(await signedIn(ada)).toEqual({ id: 1, name: '2' });
});

// @req organizations.create
test('of two who found an organization of one name at the same time, one does', async () => {
  await using lab = await peopleLab({ signUp: true });
  await using other = await lab.replica();
  const { adas, graces } = await twoOrganizations(lab);

  const answers = await Promise.all([found(lab, adas, 'Both'), found(other, graces, 'BOTH')]);

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
});

// @req people.invitation
test('a known person is invited, accepts, and belongs to both', async () => {
  await using lab = await peopleLab();
  const { alans, graces } = await twoOrganizations(lab);

  const invited = await invite(lab, alans);
  const early = await lab.ask('SignIn', { body: { ...grace, organization: 2 } });
  const open = await invitations(lab, graces);
  const accepted = await accept(lab, graces, 5);

  expect(invited).toEqual({
    status: 201,
    body: { id: 2, email: grace.email, name: 'G.', role: 'viewer', status: 'invited' },
  });
  expect(early.status).toBe(401);
  const shown = { id: 5, organization: { id: 2, name: 'Coast' }, role: 'viewer', created_at: expect.any(String) };
  expect(open).toEqual([{ ...shown, status: 'invited' }]);
  expect(accepted).toEqual({ status: 200, body: { ...shown, status: 'joined' } });
  expect(await invitations(lab, graces)).toEqual([]);
  expect(await lab.signIn({ ...grace, organization: 2 })).toMatch(/^bls_/);
});

// @req people.invitation, people.name-private
test('who only knows an address does not learn whose it is before they have accepted', async () => {
  await using lab = await peopleLab();
  const { alans, graces } = await twoOrganizations(lab);
  await invite(lab, alans);
  const seen = async () => (await lab.ask('GetPerson', { token: alans, path: { id: 2 } })).body['name'];

  const before = await seen();
  await lab.ask('UpdatePerson', { token: alans, path: { id: 2 }, body: { status: 'disabled' } });
  const disabled = await seen();
  await lab.ask('UpdatePerson', { token: alans, path: { id: 2 }, body: { status: 'active' } });
  await accept(lab, graces, 5);

  expect([before, disabled, await seen()]).toEqual([grace.email, grace.email, 'Grace']);
});

// @req people.invitation
test.each([
  ['somebody else’s invitation', 'alan', 5, undefined],
  ['one that never was', 'grace', 99, undefined],
  ['one that was withdrawn', 'grace', 5, 'disabled'],
])('%s is as absent as none', async (_what, who, id, status) => {
  await using lab = await peopleLab();
  const { alans, graces } = await twoOrganizations(lab);
  await invite(lab, alans);
  if (status !== undefined) await lab.ask('UpdatePerson', { token: alans, path: { id: 2 }, body: { status } });
  const token = who === 'alan' ? alans : graces;

  expect(await accept(lab, token, id)).toEqual({ status: 404, body: { detail: 'invitation_not_found' } });
  if (status !== undefined) expect(await invitations(lab, graces)).toEqual([]);
});

// @req people.invitation
test('an invitation that is accepted twice at the same time is accepted once', async () => {
  await using lab = await peopleLab();
  await using other = await lab.replica();
  const { alans, graces } = await twoOrganizations(lab);
  await invite(lab, alans);
  const before = (await lab.commits(0)).length;

  const answers = await Promise.all([accept(lab, graces, 5), accept(other, graces, 5)]);

  expect(answers.map(({ status, body }) => [status, body['status']])).toEqual([
    [200, 'joined'],
    [200, 'joined'],
  ]);
  expect(await lab.commits(0)).toHaveLength(before + 1);
});

test('an invitation is not accepted by a dry run', async () => {
  await using lab = await peopleLab();
  const { alans, graces } = await twoOrganizations(lab);
  await invite(lab, alans);

  const rehearsed = await lab.ask('AcceptInvitation', { token: graces, path: { id: 5 }, dryRun: true });

  expect(rehearsed).toMatchObject({ status: 200, body: { status: 'joined' } });
  expect(await invitations(lab, graces)).toHaveLength(1);
});

// @req people.invitation, admin.people, people.no-password, admin.name-taken
test.each([
  ['invited twice', {}, 409, 'name_taken'],
  ['invited with a password', { password }, 422, [expect.objectContaining({ loc: ['body', 'password'] })]],
])('a person who is %s is refused', async (_what, body, status, detail) => {
  await using lab = await peopleLab();
  const { alans } = await twoOrganizations(lab);
  await invite(lab, alans);

  expect(await invite(lab, alans, body)).toEqual({ status, body: { detail } });
});

// @req people.set-up
test('who was made by one organization gets no link from another', async () => {
  await using lab = await peopleLab();
  const { adas, alans } = await twoOrganizations(lab);
  const made = await lab.ask('CreatePerson', {
    token: adas,
    body: { email: 'new@lab.example', name: 'N', role: 'viewer' },
  });

  const invited = await invite(lab, alans, { email: 'new@lab.example' });

  expect(made.body).toHaveProperty('set_up_url');
  expect(invited).toMatchObject({ status: 201, body: { status: 'invited' } });
  expect(invited.body).not.toHaveProperty('set_up_url');
});

test('what one organization does with a person, the others don’t notice', async () => {
  await using lab = await peopleLab();
  const { alans, graces } = await twoOrganizations(lab);
  await invite(lab, alans);
  await accept(lab, graces, 5);

  await lab.ask('UpdatePerson', { token: alans, path: { id: 2 }, body: { status: 'disabled' } });

  expect((await lab.ask('GetMe', { token: graces })).status).toBe(200);
  expect(await lab.ask('GetPerson', { token: alans, path: { id: 99 } })).toEqual({
    status: 404,
    body: { detail: 'person_not_found' },
  });
});
