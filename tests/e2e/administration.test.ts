import { expect, test } from '@jest/globals';
import { eventually } from '@benchline/testing';
import { admin, made, makeKey, owner, signIn, signInAnswer, type MadeKey } from '../harness/administration.ts';
import { clientOf, type Client } from '../harness/client.ts';
import { describeInEveryShape } from '../harness/every-shape.ts';
import { walk } from '../harness/walk.ts';
import type { AuditEntry } from '../harness/wire.ts';

interface Account {
  readonly id: number;
  readonly display_name: string;
  readonly role: string;
  readonly status: string;
}

interface Key {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

async function account(people: Client, display_name: string, role: string): Promise<Account> {
  return made(await people.post<Account>(`${admin}/service-accounts`, { display_name, role }), 201);
}

function keysOf(id: number): string {
  return `${admin}/service-accounts/${String(id)}/api-keys`;
}

describeInEveryShape('the administration', (lab) => {
  const withKey = (secret: string): Client => clientOf({ url: lab().product.url, key: secret });

  // @req auth.secret-hash, keys.scopes
  test('a key is made with the scopes of its role, shows its secret once, and works', async () => {
    const { people } = lab();
    const { id } = await account(people, 'reader', 'viewer');

    const key = made(await people.post<MadeKey>(keysOf(id), { name: 'one' }), 201);
    const [listed] = made(await people.get<{ items: readonly Key[] }>(keysOf(id)), 200).items;

    expect(key.secret).toMatch(/^biokey_[A-Za-z0-9]{16}\.[A-Za-z0-9]{32,}$/);
    expect(key.key_prefix).toBe(key.secret.slice('biokey_'.length, 'biokey_'.length + 16));
    expect([...key.scopes].sort()).toEqual([
      'commands:view',
      'events:view',
      'experiments:view',
      'projects:view',
      'samples:view',
    ]);
    expect(listed).not.toHaveProperty('secret');
    expect((await withKey(key.secret).get('/samples')).status).toBe(200);
    expect(await withKey(key.secret).post('/projects', { external_id: 'P', name: 'P' })).toMatchObject({
      status: 403,
      body: { detail: 'role_missing' },
    });
    await eventually(
      async () => made(await people.get<{ items: readonly Key[] }>(keysOf(id)), 200).items[0]?.last_used_at !== null,
      { timeoutMs: 10_000, intervalMs: 50, what: 'the last use being known' },
    );
  });

  // @req keys.scopes, keys.expiry
  test.each<[string, object, unknown]>([
    ['an unknown scope', { scopes: ['samples:view', 'a:b', 'c:d'] }, 'Unknown scope(s): a:b, c:d'],
    [
      'a scope beyond the role',
      { scopes: ['samples:create', 'samples:view'] },
      'Scope(s) beyond the role: samples:create',
    ],
    [
      'a time that is over',
      { expires_at: '2020-01-01T00:00:00Z' },
      [expect.objectContaining({ loc: ['body', 'expires_at'] })],
    ],
    ['no name', { name: null }, [expect.objectContaining({ loc: ['body', 'name'] })]],
  ])('a key with %s is not made', async (what, terms, detail) => {
    const { people } = lab();
    const { id } = await account(people, `viewer: ${what}`, 'viewer');

    const answer = await people.post(keysOf(id), { name: 'one', ...terms });

    expect(answer).toMatchObject({ status: 422, body: { detail } });
    expect(made(await people.get<{ items: readonly Key[] }>(keysOf(id)), 200).items).toEqual([]);
  });

  // @req auth.scope, auth.role, auth.intersection
  test('allowed is what both role and key allow', async () => {
    const { people } = lab();
    const { secret } = await makeKey(people, { account: 'narrow', role: 'technician', scopes: ['projects:view'] });
    const { secret: empty } = await makeKey(people, { account: 'nothing', role: 'technician', scopes: [] });

    expect((await withKey(secret).get('/projects')).status).toBe(200);
    expect(await withKey(secret).get('/samples')).toMatchObject({ status: 403, body: { detail: 'key_scope_missing' } });
    const beyond = await withKey(secret).post('/projects', { external_id: 'P', name: 'P' });
    expect(beyond).toMatchObject({ status: 403, body: { detail: 'role_missing' } });
    expect((await withKey(empty).get('/projects')).status).toBe(403);
  });

  // @req keys.revocation, auth.invalid
  test('revoked, expired, disabled and unknown keys are refused with one string', async () => {
    const { people } = lab();
    const revoked = await makeKey(people, { account: 'revoked' });
    const disabled = await makeKey(people, { account: 'disabled' });
    const expired = await makeKey(people, {
      account: 'expired',
      expires_at: new Date(Date.now() + 1_500).toISOString(),
    });
    made(await people.post(`${admin}/api-keys/${String(revoked.id)}/revoke`, {}), 200);
    made(await people.post(`${admin}/service-accounts/${String(disabled.accountId)}/disable`, {}), 200);
    made(await people.post(`${admin}/service-accounts/${String(disabled.accountId)}/enable`, {}), 200);
    await eventually(async () => (await withKey(expired.secret).get('/samples')).status === 401, {
      timeoutMs: 10_000,
      intervalMs: 50,
      what: 'the key being over',
    });
    const unknown = `biokey_${'a'.repeat(16)}.${'b'.repeat(32)}`;

    for (const secret of [revoked.secret, disabled.secret, expired.secret, unknown, 'biokey_x', `${expired.secret}x`]) {
      expect(await withKey(secret).get('/samples')).toMatchObject({
        status: 401,
        text: '{"detail":"Invalid API key"}',
      });
    }
    const again = made(await people.post<MadeKey>(keysOf(disabled.accountId), { name: 'tests' }), 201);
    expect((await withKey(again.secret).get('/samples')).status).toBe(200);
  });

  // @req keys.alphabet
  test('the alphabet is what keys can hold', async () => {
    const { scopes } = made(
      await lab().people.get<{ scopes: readonly string[] }>(`${admin}/api-keys/scope-alphabet`),
      200,
    );

    expect(scopes).toEqual(
      expect.arrayContaining(
        ['projects', 'experiments', 'samples'].flatMap((kind) =>
          ['view', 'create', 'edit'].map((verb) => `${kind}:${verb}`),
        ),
      ),
    );
    expect(scopes).not.toContain('people:manage');
    expect(scopes).not.toContain('samples:qc');
  });

  // @req admin.roles, roles.matrix, admin.name-taken, admin.successes
  test('roles of one’s own come and go; the built-in ones stay', async () => {
    const { people } = lab();
    const role = { name: 'night shift/1', permissions: ['samples:view'] };
    const path = `${admin}/roles/${encodeURIComponent(role.name)}`;

    made(await people.post(`${admin}/roles`, role), 201);
    const twice = await people.post(`${admin}/roles`, role);
    const taken = await people.post(`${admin}/roles`, { name: 'viewer', permissions: [] });
    const unknown = await people.post(`${admin}/roles`, { name: 'x', permissions: ['a:b'] });
    const { id } = await account(people, 'at night', role.name);
    const used = await people.send({ method: 'DELETE', path });
    made(await people.patch(`${admin}/service-accounts/${String(id)}`, { role: 'none' }), 200);
    const gone = await people.send({ method: 'DELETE', path });

    expect([twice, taken].map(({ status, body }) => [status, body['detail']])).toEqual([
      [409, 'name_taken'],
      [409, 'name_taken'],
    ]);
    expect(unknown.status).toBe(422);
    expect(used).toMatchObject({ status: 409, body: { detail: 'role_in_use' } });
    expect(gone.status).toBe(204);
    expect(await people.patch(`${admin}/roles/viewer`, { permissions: [] })).toMatchObject({
      status: 409,
      body: { detail: 'built_in' },
    });
  });

  // @req admin.last-owner, admin.role-missing, admin.people
  test('an owner stays, and nobody gives what they do not have', async () => {
    const { people, product } = lab();
    const body = { email: 'adam@lab.example', name: 'Adam', role: 'admin', password: 'the admin’s own long sentence' };
    const { id } = made(await people.post<{ id: number }>(`${admin}/people`, body), 201);
    const adam = await signIn(product.url, body);

    const last = await people.patch(`${admin}/people/1`, { role: 'viewer' });
    const off = await people.patch(`${admin}/people/1`, { status: 'disabled' });
    const climb = await adam.patch(`${admin}/people/${String(id)}`, { role: 'owner' });
    const topple = await adam.patch(`${admin}/people/1`, { role: 'viewer' });
    const machine = await adam.post(`${admin}/service-accounts`, { display_name: 'boss', role: 'owner' });

    expect([last, off].map(({ status, body: { detail } }) => [status, detail])).toEqual([
      [409, 'last_owner'],
      [409, 'last_owner'],
    ]);
    expect([climb, topple, machine].map(({ status, body: { detail } }) => [status, detail])).toEqual([
      [403, 'role_missing'],
      [403, 'role_missing'],
      [403, 'role_missing'],
    ]);
    made(await people.patch(`${admin}/people/${String(id)}`, { status: 'disabled' }), 200);
    expect((await adam.get('/api/v1/auth/me')).status).toBe(401);
  });

  // @req admin.audit, audit.filters
  test('who came in, who was refused and what was administered is in the audit', async () => {
    const { people, product } = lab();
    const { secret, id, accountId } = await makeKey(people, { account: 'watched', role: 'viewer' });
    await withKey(secret).post('/projects', { external_id: 'P', name: 'P' });
    await clientOf({ url: product.url, key: undefined }).post('/api/v1/auth/sign-in', {
      ...owner,
      password: 'not the right one',
    });
    const entries = (query: string) =>
      walk<AuditEntry & { code: string | null }>(people, `${admin}/audit?limit=200${query}`);
    const actor = `service_account/${String(accountId)}`;

    const inTheAudit = (query: string) =>
      eventually(async () => (await entries(`&outcome=refused${query}`))[0], {
        timeoutMs: 20_000,
        intervalMs: 100,
        what: 'the refusal being in the audit',
      });

    const refused = await inTheAudit(`&actor=${actor}`);
    const failed = await inTheAudit('&action=SignIn&actor=person/1');
    const [made_] = await entries(`&entity=api_key/${String(id)}`);
    const signIns = await entries('&action=SignIn&outcome=done&actor=person/1');
    const { name } = (await signInAnswer(product.url)).person;

    expect(refused).toMatchObject({
      actor: { kind: 'service_account', id: accountId, name: 'watched' },
      code: 'role_missing',
      action: 'CreateProject',
      credential: { method: 'key', id: String(id) },
    });
    expect(failed).toMatchObject({ code: 'Invalid email or password', actor: { name } });
    expect(made_).toMatchObject({ action: 'CreateApiKey', actor: { kind: 'person', id: 1, name }, outcome: 'done' });
    expect(signIns.length).toBeGreaterThan(0);
    const whole = JSON.stringify(await entries(''));
    expect(whole).not.toContain(secret.split('.')[1]);
    expect(whole).not.toContain(owner.password);
  });
});
