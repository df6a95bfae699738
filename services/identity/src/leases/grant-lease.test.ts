import { hash } from 'node:crypto';
import { principalVerifier } from '@benchline/principal';
import type { Lease } from '@benchline/proto/benchline/identity/v1/lease.ts';
import { LeaseServiceService } from '@benchline/proto/benchline/identity/v1/lease.ts';
import { unavailable } from '@benchline/errors';
import { labTime, memoryStore } from '@benchline/runtime/testing';
import { virtualTime } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import type { IdentityLab } from '../../test/identity-lab.ts';
import { callTo, identityLab } from '../../test/identity-lab.ts';
import { makeOrganization, setMember, setPerson } from '../../test/make-people.ts';

const started = Date.parse(labTime);
const path = { id: 1 };

interface Shown {
  readonly prefix: string;
  readonly digest: string;
}

/** The credential of a new key of a technician's account. */
async function makeKey(lab: IdentityLab, body: Readonly<Record<string, unknown>> = {}): Promise<Shown> {
  await lab.ask('CreateServiceAccount', { body: { display_name: 'LIMS', role: 'technician' } });
  const made = await lab.ask('CreateApiKey', { path, body: { name: 'nightly', ...body } });
  const { secret } = made.body as { secret: string }; // the action's answer
  return { prefix: secret.slice(0, 23), digest: hash('sha256', secret, 'base64url') };
}

async function granted(lab: IdentityLab, shown: Shown, method = 'key'): Promise<Lease> {
  const result = await lab.grant({ ...shown, method });
  if (result.$case !== 'lease') throw new Error(`refused: ${JSON.stringify(result.value)}`);
  return result.value;
}

// @req auth.intersection
test('a lease on a key says who it is, what the role and the key allow, and what that depends on', async () => {
  const time = virtualTime(started);
  await using lab = await identityLab({ time });
  await makeOrganization(lab);
  const key = await makeKey(lab, { scopes: ['samples:view', 'samples:edit'] });

  const lease = await granted(lab, key);

  expect(lease).toMatchObject({
    leaseMs: 4_000,
    organizationId: 1,
    organizationName: 'Test Org',
    actor: { kind: 'service_account', id: 1, name: 'LIMS' },
    credentialMethod: 'key',
    credentialId: '1',
    permissions: [
      'samples:create',
      'samples:edit',
      'projects:view',
      'experiments:view',
      'samples:view',
      'commands:view',
      'events:view',
    ],
    scopes: ['samples:edit', 'samples:view'],
    subjects: ['key/1/1', 'account/1/1', 'role/1/technician'],
  });
});

// @req auth.signed-principal
test('the principal is believed until the lease is over, by whoever knows the services’ secret', async () => {
  const time = virtualTime(started);
  await using lab = await identityLab({ time });
  await makeOrganization(lab);
  const { principal } = await granted(lab, await makeKey(lab));
  const listKeys = callTo(lab.served, LeaseServiceService.listSigningKeys);
  const keys = async () => (await listKeys({}, { deadline: Infinity, principal: lab.trust.tokens.own() })).keys;
  const verify = principalVerifier({ keys, secret: 'a secret that services share', clock: time.now });
  const stranger = principalVerifier({ keys, secret: 'another secret', clock: time.now });

  expect(await verify(principal)).toMatchObject({
    organizationId: 1,
    scopes: expect.arrayContaining(['samples:edit']),
  });
  await expect(stranger(principal)).rejects.toMatchObject({ reason: 'principal_invalid' });
  await time.advance(4_499);
  expect(await verify(principal)).toMatchObject({ credentialId: '1' });
  await time.advance(1);
  await expect(verify(principal)).rejects.toMatchObject({ reason: 'principal_expired' });
});

test.each([
  LeaseServiceService.grantLease,
  LeaseServiceService.grantKeyLease,
  LeaseServiceService.listSigningKeys,
  LeaseServiceService.reportRefusals,
])('whoever shows no service token is refused', async ({ path: rpc }) => {
  await using lab = await identityLab();
  const handler = lab.served.find(({ method }) => method.path === rpc)?.handler;

  const asked = handler?.({ gatewayId: 'g', refusals: [] }, { deadline: Infinity, principal: lab.trust.sign() });

  await expect(asked).rejects.toMatchObject({ kind: 'unauthenticated' });
});

// @req keys.revocation
test('while the store can’t tell whether it knows the latest, no lease is granted on what a read says', async () => {
  const store = memoryStore().view();
  let deposed = false;
  const { records } = store;
  const barrier: typeof records.barrier = (now) =>
    deposed ? Promise.reject(unavailable('the store')) : records.barrier(now);
  await using lab = await identityLab({ store: { ...store, records: { ...records, barrier } } });
  await makeOrganization(lab);
  const key = await makeKey(lab);
  await granted(lab, key);

  deposed = true;
  const refused = lab.grant(key);

  await expect(refused).rejects.toMatchObject({ kind: 'unavailable' });
  deposed = false;
  expect(await granted(lab, key)).toMatchObject({ credentialId: '1' });
});

// @req auth.invalid
test('a key that is unknown, or known with another secret, is nobody’s', async () => {
  await using lab = await identityLab();
  await makeOrganization(lab);
  const { prefix, digest } = await makeKey(lab);
  const unknown = {
    $case: 'refusal',
    value: { reason: 'unknown', organizationId: 0, actor: undefined, credentialId: '' },
  };

  expect(await lab.grant({ prefix, digest: hash('sha256', 'guess', 'base64url') })).toEqual(unknown);
  expect(await lab.grant({ prefix: prefix.replace(/.$/, '!'), digest })).toEqual(unknown);
  expect(await lab.grant({ prefix: 'biokey_000001aaaaaaaaaa', digest })).toEqual(unknown);
  expect(await lab.grant({ prefix: 'biokey_zzzzzzaaaaaaaaaa', digest })).toEqual(unknown);
  expect(await lab.grant({ prefix: 'bls_aaaaaaaaaaaaaaaa', digest, method: 'session' })).toEqual(unknown);
});

// @req auth.invalid, keys.expiry
test.each<[string, string, (lab: IdentityLab) => Promise<unknown>]>([
  ['revoked', 'revoked', (lab) => lab.ask('RevokeApiKey', { path })],
  ['of a disabled account', 'disabled', (lab) => lab.ask('DisableServiceAccount', { path })],
  [
    'of an account that was disabled and is enabled again',
    'revoked',
    async (lab) => {
      await lab.ask('DisableServiceAccount', { path });
      await lab.ask('EnableServiceAccount', { path });
    },
  ],
])('a key that is %s is refused, and whose it was is told for the audit', async (_what, reason, end) => {
  await using lab = await identityLab();
  await makeOrganization(lab);
  const key = await makeKey(lab);
  await end(lab);

  const { value } = await lab.grant(key);

  const actor = { kind: 'service_account', id: 1, name: 'LIMS' };
  expect(value).toEqual({ reason, organizationId: 1, actor, credentialId: '1' });
});

// @req keys.expiry
test('a key ends with its time, and a lease on it with the key', async () => {
  const time = virtualTime(started);
  await using lab = await identityLab({ time });
  await makeOrganization(lab);
  const key = await makeKey(lab, { expires_at: '2026-03-01T09:00:01.500+01:00' });

  const before = await granted(lab, key);
  await time.advance(1_500);
  const after = await lab.grant(key);

  expect(before.leaseMs).toBe(1_500);
  expect(after).toMatchObject({ $case: 'refusal', value: { reason: 'expired', credentialId: '1' } });
});

// @req auth.intersection
test('what the role gains and loses is the key’s with the next lease, its own scopes aside', async () => {
  await using lab = await identityLab();
  await makeOrganization(lab);
  const key = await makeKey(lab);

  await lab.ask('UpdateServiceAccount', { path, body: { role: 'scientist' } });
  const more = await granted(lab, key);
  await lab.ask('UpdateServiceAccount', { path, body: { role: 'none' } });
  const none = await granted(lab, key);

  expect(more.permissions).toContain('projects:create');
  expect(more.scopes).not.toContain('projects:create');
  expect([none.permissions, none.scopes]).toEqual([[], []]);
});

// @req keys.last-use
test('the last use of a key is shown to the minute', async () => {
  const time = virtualTime(started + 59_000);
  await using lab = await identityLab({ time });
  await makeOrganization(lab);
  const key = await makeKey(lab);
  const lastUse = async (): Promise<unknown> => {
    const { body } = await lab.ask('ListApiKeys', { path });
    return (body as { items: { last_used_at: unknown }[] }).items[0]?.last_used_at; // the list's answer
  };

  const uses = [await lastUse()];
  for (const ms of [0, 500, 500, 60_000]) {
    await time.advance(ms);
    await granted(lab, key);
    uses.push(await lastUse());
  }

  expect(uses).toEqual([
    null,
    '2026-03-01T08:00:00.000Z',
    '2026-03-01T08:00:00.000Z',
    '2026-03-01T08:01:00.000Z',
    '2026-03-01T08:02:00.000Z',
  ]);
});

const session = {
  id: 'bls_0123456789abcdef',
  personId: 1,
  organizationId: 1,
  generation: 1,
  memberGeneration: 1,
  startedAt: started,
  seenAt: started,
};
const shownSession = { prefix: session.id, digest: 'digest' };

test('a lease on a session says who the person is, and what the role allows', async () => {
  await using lab = await identityLab();
  await makeOrganization(lab, 'auditor');
  lab.sessions.set(session.id, { ...session, digest: 'digest' });

  const lease = await granted(lab, shownSession, 'session');

  expect(lease).toMatchObject({
    organizationName: 'Test Org',
    actor: { kind: 'person', id: 1, name: 'Ada' },
    credentialMethod: 'session',
    credentialId: session.id,
    scopes: ['audit:view', 'projects:view', 'experiments:view', 'samples:view', 'commands:view', 'events:view'],
    subjects: [`session/${session.id}`, 'person/1', 'member/1/1', 'role/1/auditor'],
  });
});

test.each<[string, string, (lab: IdentityLab) => Promise<void>]>([
  ['of another generation than the person’s', 'revoked', (lab) => setPerson(lab, { sessionGeneration: 2 })],
  ['of a person who is disabled there', 'disabled', (lab) => setMember(lab, { status: 'disabled' })],
  ['of a person who has not accepted', 'disabled', (lab) => setMember(lab, { status: 'invited' })],
])('a session %s is refused', async (_what, reason, end) => {
  await using lab = await identityLab();
  await makeOrganization(lab);
  lab.sessions.set(session.id, { ...session, digest: 'digest' });
  await end(lab);

  expect(await lab.grant({ ...shownSession, method: 'session' })).toMatchObject({
    value: { reason, organizationId: 1, actor: { kind: 'person', id: 1 }, credentialId: session.id },
  });
});

test('a closed session, and one with another secret, are nobody’s', async () => {
  await using lab = await identityLab();
  await makeOrganization(lab);
  const closed = await lab.grant({ ...shownSession, method: 'session' });
  lab.sessions.set(session.id, { ...session, digest: 'digest' });

  const guessed = await lab.grant({ ...shownSession, digest: 'guess', method: 'session' });

  expect([closed, guessed]).toMatchObject([{ value: { reason: 'unknown' } }, { value: { reason: 'unknown' } }]);
});

test.each([{ gatewayId: '' }, { gatewayId: 'a.b' }, { gatewayId: 'x'.repeat(65) }, { method: 'password' }])(
  'a gateway that asks in a wrong way is told so: %p',
  async (wrong) => {
    await using lab = await identityLab();

    await expect(lab.grant(wrong)).rejects.toMatchObject({ kind: 'bad_request' });
  },
);
