import { expect, test } from '@jest/globals';
import { identityLab } from './identity-lab.ts';
import { peopleLab } from './people-lab.ts';

const key = { loc: ['header', 'Idempotency-Key'], type: 'extra_forbidden', msg: expect.any(String) };
const version = { loc: ['header', 'If-Match'], type: 'extra_forbidden', msg: expect.any(String) };
const terms = [
  [{ idempotencyKey: 'k' }, [key]],
  [{ ifMatch: '*' }, [version]],
  [{ idempotencyKey: 'k', ifMatch: '"1"' }, [key, version]],
  [{ idempotencyKey: 'k', ifMatch: '"1"', dryRun: true }, [version]],
] as const;
const lims = { display_name: 'LIMS', role: 'technician' };

// @req idempotency.refused
test.each([
  'CreateApiKey',
  'RevokeApiKey',
  'UpdateServiceAccount',
  'DisableServiceAccount',
  'UpdateRole',
  'DeleteRole',
])('%s, which takes several steps, refuses a key and a version instead of not looking at them', async (action) => {
  await using lab = await identityLab();

  for (const [asked, detail] of terms) {
    expect(await lab.ask(action, asked)).toEqual({ status: 422, body: { detail } });
  }
});

test.each(['CreatePerson', 'UpdatePerson', 'CreateOrganization', 'AcceptInvitation', 'ChangePassword', 'SignOut'])(
  '%s, of a person, refuses them too',
  async (action) => {
    await using lab = await peopleLab();
    const token = await lab.signIn();

    for (const [asked, detail] of terms) {
      expect(await lab.ask(action, { ...asked, token })).toEqual({ status: 422, body: { detail } });
    }
  },
);

// @req idempotency.dry-run
test('a rehearsal of several steps takes no notice of a key', async () => {
  await using lab = await identityLab();
  await lab.ask('CreateServiceAccount', { body: lims });
  const asked = { path: { id: 1 }, body: { name: 'nightly' }, idempotencyKey: 'k', dryRun: true };

  expect(await lab.ask('CreateApiKey', asked)).toMatchObject({ status: 200, body: { name: 'nightly' } });
});

test('an administrative action of one step honours a key', async () => {
  await using lab = await identityLab();
  const ask = () => lab.ask('CreateServiceAccount', { body: lims, idempotencyKey: 'k' });

  const [first, second] = [await ask(), await ask()];

  expect(first.status).toBe(201);
  expect(second).toEqual(first);
});
