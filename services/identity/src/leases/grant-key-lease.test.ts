import { hash } from 'node:crypto';
import { unavailable } from '@benchline/errors';
import { principalVerifier } from '@benchline/principal';
import { LeaseServiceService } from '@benchline/proto/benchline/identity/v1/lease.ts';
import { labTime, memoryStore } from '@benchline/runtime/testing';
import { virtualTime } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import type { IdentityLab } from '../../test/identity-lab.ts';
import { callTo, identityLab } from '../../test/identity-lab.ts';
import { makeOrganization } from '../../test/make-people.ts';

const path = { id: 1 };

/** The secret of key 1, of account 1. */
async function makeKey(lab: IdentityLab, body: Readonly<Record<string, unknown>> = {}): Promise<string> {
  await makeOrganization(lab);
  await lab.ask('CreateServiceAccount', { body: { display_name: 'LIMS', role: 'technician' } });
  const made = await lab.ask('CreateApiKey', { path, body: { name: 'nightly', ...body } });
  return (made.body as { secret: string }).secret; // the action's answer
}

// @req robots.key-leases
test('a lease by the id of a key is the lease that its bearer would get', async () => {
  const time = virtualTime(Date.parse(labTime));
  await using lab = await identityLab({ time });
  const secret = await makeKey(lab, { scopes: ['samples:edit'] });
  const keys = () => callTo(lab.served, LeaseServiceService.listSigningKeys)({}, own(lab)).then((told) => told.keys);
  const verify = principalVerifier({ keys, secret: 'a secret that services share', clock: time.now });

  const shown = await lab.grant({ prefix: secret.slice(0, 23), digest: hash('sha256', secret, 'base64url') });
  const byId = await lab.grantByKey({ organizationId: 1, keyId: 1 });

  if (shown.$case !== 'lease' || byId.$case !== 'lease') throw new Error('refused');
  expect({ ...byId.value, principal: '' }).toEqual({ ...shown.value, principal: '' });
  expect(await verify(byId.value.principal)).toEqual(await verify(shown.value.principal));
});

function own(lab: IdentityLab) {
  return { deadline: Infinity, principal: lab.trust.tokens.own() };
}

test.each([
  { keyId: 2 },
  { keyId: 0 },
  { keyId: -1 },
  { organizationId: 2 },
  { organizationId: 0 },
  { organizationId: -1 },
])('a key that is not there, as %p, is unknown', async (key) => {
  await using lab = await identityLab();
  await makeKey(lab);

  expect(await lab.grantByKey(key)).toEqual({
    $case: 'refusal',
    value: { reason: 'unknown', organizationId: 0, actor: undefined, credentialId: '' },
  });
});

test.each<[string, string, (lab: IdentityLab) => Promise<unknown>]>([
  ['revoked', 'revoked', (lab) => lab.ask('RevokeApiKey', { path })],
  ['of a disabled account', 'disabled', (lab) => lab.ask('DisableServiceAccount', { path })],
])('a key that is %s is refused by its id too', async (_what, reason, end) => {
  await using lab = await identityLab();
  await makeKey(lab);
  await end(lab);

  expect(await lab.grantByKey({})).toMatchObject({ $case: 'refusal', value: { reason, credentialId: '1' } });
});

test('while the store can’t tell whether it knows the latest, there is no lease by id either', async () => {
  const store = memoryStore().view();
  let deposed = false;
  const { records } = store;
  const barrier: typeof records.barrier = (now) =>
    deposed ? Promise.reject(unavailable('the store')) : records.barrier(now);
  await using lab = await identityLab({ store: { ...store, records: { ...records, barrier } } });
  await makeKey(lab);

  deposed = true;

  await expect(lab.grantByKey({})).rejects.toMatchObject({ kind: 'unavailable' });
});

test('whoever asks in a wrong way is told so', async () => {
  await using lab = await identityLab();

  await expect(lab.grantByKey({ gatewayId: 'a.b' })).rejects.toMatchObject({ kind: 'bad_request' });
});
