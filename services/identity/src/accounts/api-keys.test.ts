import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { labTime } from '@benchline/runtime/testing';
import { virtualTime } from '@benchline/testing';
import type { Answered, Asked, IdentityLab, LabTerms } from '../../test/identity-lab.ts';
import { identityLab } from '../../test/identity-lab.ts';

const path = { id: 1 };
const technicians = [
  'commands:view',
  'events:view',
  'experiments:view',
  'projects:view',
  'samples:create',
  'samples:edit',
  'samples:view',
];

interface Key {
  readonly id: number;
  readonly secret: string;
  readonly key_prefix: string;
}

async function labWithAccount(terms: LabTerms = {}): Promise<IdentityLab> {
  const lab = await identityLab(terms);
  await lab.ask('CreateServiceAccount', { body: { display_name: 'LIMS', role: 'technician' } });
  return lab;
}

// @req auth.secret-hash, keys.scopes
test('a key is made with a secret that is in this answer only, with all scopes that the role and the alphabet have', async () => {
  await using lab = await labWithAccount();

  const { status, body } = await lab.ask('CreateApiKey', { path, body: { name: 'nightly' } });
  const listed = await lab.ask('ListApiKeys', { path });

  const { secret, ...shown } = body as Key; // the action's answer
  expect(status).toBe(201);
  expect(secret).toMatch(/^biokey_000001[0-9A-Za-z]{10}\.[0-9A-Za-z]{43}$/);
  expect(shown).toEqual({
    id: 1,
    name: 'nightly',
    key_prefix: secret.slice(7, 23),
    scopes: technicians,
    expires_at: null,
    created_at: labTime.replace('.000', '.001'),
    last_used_at: null,
    revoked_at: null,
  });
  expect(listed).toEqual({ status: 200, body: { items: [shown], next_cursor: null } });
});

// @req auth.secret-hash
test('a dry run shows no secret and makes no key', async () => {
  await using lab = await labWithAccount();

  const { status, body } = await lab.ask('CreateApiKey', { path, body: { name: 'nightly' }, dryRun: true });

  expect(status).toBe(200);
  expect(body).toMatchObject({ id: 1, name: 'nightly' });
  expect(body).not.toHaveProperty('secret');
  expect((await lab.ask('ListApiKeys', { path })).body).toMatchObject({ items: [] });
});

// @req auth.secret-hash
test('what is kept of a key is the hash of the whole, outside the log', async () => {
  await using lab = await labWithAccount();
  const { body } = await lab.ask('CreateApiKey', { path, body: { name: 'nightly' } });
  const { secret } = body as Key; // the action's answer
  const rows = await lab.store.commits(1, 0, 100);
  const log = rows.map((row) => row.body).join('\n');

  expect(log).toContain(secret.slice(7, 23));
  expect(log).not.toContain(secret.slice(24));
  expect(log).not.toContain(hash('sha256', secret, 'base64url'));
});

// @req keys.scopes
test.each<[string, readonly string[], readonly string[]]>([
  ['none', [], []],
  ['some, one of them twice', ['samples:edit', 'samples:view', 'samples:edit'], ['samples:edit', 'samples:view']],
])('scopes that are asked for are the key’s: %s', async (_what, scopes, given) => {
  await using lab = await labWithAccount();

  const { status, body } = await lab.ask('CreateApiKey', { path, body: { name: 'nightly', scopes } });

  expect(status).toBe(201);
  expect(body).toMatchObject({ scopes: given });
});

// @req keys.scopes, keys.expiry
test('null for scopes or an end means the same as saying nothing', async () => {
  await using lab = await labWithAccount();

  const { status, body } = await lab.ask('CreateApiKey', {
    path,
    body: { name: 'nightly', scopes: null, expires_at: null },
  });

  expect(status).toBe(201);
  expect(body).toMatchObject({ scopes: technicians, expires_at: null });
});

// @req keys.scopes, keys.alphabet
test('the alphabet has the scopes of all actions for keys, and no other', async () => {
  await using lab = await identityLab();

  const { body } = await lab.ask('GetScopeAlphabet', { role: 'admin' });
  const { scopes } = body as { scopes: string[] }; // the action's answer

  const records = ['projects', 'experiments', 'samples'].flatMap((kind) => [
    `${kind}:create`,
    `${kind}:edit`,
    `${kind}:view`,
  ]);
  expect(scopes).toEqual(expect.arrayContaining(records));
  expect(scopes.filter((scope) => /people|owners|roles|accounts|api_keys|qc|transition/.test(scope))).toEqual([]);
});

const past = [{ loc: ['body', 'expires_at'], msg: 'Input should be in the future', type: 'datetime_future' }];

// @req keys.scopes, keys.expiry, admin.name-taken
test.each<[string, Asked, number, unknown]>([
  [
    'scopes that no key can hold',
    { body: { name: 'x', scopes: ['b:c', 'samples:view', 'people:view'] } },
    422,
    'Unknown scope(s): b:c, people:view',
  ],
  [
    'scopes beyond the role',
    { body: { name: 'x', scopes: ['projects:create', 'samples:view', 'audit:view'] } },
    422,
    'Scope(s) beyond the role: projects:create, audit:view',
  ],
  [
    'unknown scopes before those beyond the role',
    { body: { name: 'x', scopes: ['audit:view', 'a:b'] } },
    422,
    'Unknown scope(s): a:b',
  ],
  ['an end in the past', { body: { name: 'x', expires_at: '2020-01-01T00:00:00Z' } }, 422, past],
  ['an end that is now', { body: { name: 'x', expires_at: '2026-03-01T08:00:00.001Z' } }, 422, past],
  [
    'an end that is no time',
    { body: { name: 'x', expires_at: 'soon' } },
    422,
    [expect.objectContaining({ loc: ['body', 'expires_at'] })],
  ],
  [
    'an end in the past of an account that is not there',
    { path: { id: 9 }, body: { name: 'x', expires_at: '2020-01-01T00:00:00Z' } },
    422,
    past,
  ],
  ['an account that is not there', { path: { id: 9 }, body: { name: 'x' } }, 404, 'service_account_not_found'],
  ['another organization’s account', { organizationId: 2, body: { name: 'x' } }, 404, 'service_account_not_found'],
  [
    'more than its maker may do',
    { scopes: ['api_keys:manage', 'samples:view'], body: { name: 'x' } },
    403,
    'role_missing',
  ],
  ['a name that a good key of the account has', { body: { name: 'taken' } }, 409, 'name_taken'],
])('%s: refused', async (_what, asked, status, detail) => {
  await using lab = await labWithAccount();
  await lab.ask('CreateApiKey', { path, body: { name: 'taken', scopes: [] } });

  const answer = await lab.ask('CreateApiKey', { path, ...asked });

  expect(answer).toEqual({ status, body: { detail } });
  expect(await lab.commits()).toHaveLength(2);
});

// @req admin.service-accounts
test('disabling an account revokes its keys for good, and a disabled one gets none', async () => {
  await using lab = await labWithAccount();
  await lab.ask('CreateApiKey', { path, body: { name: 'old' } });
  await lab.ask('DisableServiceAccount', { path });

  const refused = await lab.ask('CreateApiKey', { path, body: { name: 'new' } });
  await lab.ask('EnableServiceAccount', { path });
  const again = await lab.ask('CreateApiKey', { path, body: { name: 'old' } });
  const { body } = await lab.ask('ListApiKeys', { path });
  const revoked = await lab.ask('RevokeApiKey', { path: { id: 1 } });

  const at = '2026-03-01T08:00:00.002Z';
  expect(refused).toEqual({ status: 409, body: { detail: 'service_account_disabled' } });
  expect(again.status).toBe(201);
  expect(body).toMatchObject({
    items: [
      { id: 2, revoked_at: null },
      { id: 1, revoked_at: at },
    ],
  });
  expect(revoked).toMatchObject({ status: 200, body: { id: 1, revoked_at: at } });
});

// @req keys.revocation, admin.service-accounts
test('keys keep the time at which they were revoked when their account is disabled again', async () => {
  const time = virtualTime(Date.parse(labTime));
  await using lab = await labWithAccount({ time });
  const after = async (ms: number, action: string, asked: Asked = { path }): Promise<Answered> => {
    await time.advance(ms);
    return lab.ask(action, asked);
  };
  await lab.ask('CreateApiKey', { path, body: { name: 'own end' } });
  await lab.ask('CreateApiKey', { path, body: { name: 'first' } });

  await after(1_000, 'RevokeApiKey', { path: { id: 1 } });
  await after(1_000, 'DisableServiceAccount');
  await after(1_000, 'DisableServiceAccount');
  await after(1_000, 'EnableServiceAccount');
  await lab.ask('CreateApiKey', { path, body: { name: 'second' } });
  await after(1_000, 'DisableServiceAccount');
  await after(1_000, 'EnableServiceAccount');
  await lab.ask('CreateApiKey', { path, body: { name: 'third' } });
  const { body } = await after(1_000, 'ListApiKeys');
  const revokedAgain = await after(1_000, 'RevokeApiKey', { path: { id: 2 } });

  const { items } = body as { items: { name: string; revoked_at: string | null }[] }; // the list's answer
  const seconds = (at: string | null) => at && Math.floor((Date.parse(at) - Date.parse(labTime)) / 1_000);
  expect(items.map(({ name, revoked_at: at }) => [name, seconds(at)])).toEqual([
    ['third', null],
    ['second', 5],
    ['first', 2],
    ['own end', 1],
  ]);
  expect(revokedAgain.body).toMatchObject({ revoked_at: items[2]?.revoked_at });
});

// @req keys.revocation
test('revoking a key again changes nothing, and ends its leases again', async () => {
  await using lab = await labWithAccount();
  await lab.ask('CreateApiKey', { path, body: { name: 'nightly' } });

  const first = await lab.ask('RevokeApiKey', { path: { id: 1 } });
  const second = await lab.ask('RevokeApiKey', { path: { id: 1 } });
  const reused = await lab.ask('CreateApiKey', { path, body: { name: 'nightly' } });

  expect(first).toMatchObject({ status: 200, body: { id: 1, revoked_at: expect.any(String) } });
  expect(first.body).not.toHaveProperty('secret');
  expect(second).toEqual(first);
  expect(await lab.commits()).toHaveLength(4);
  expect(lab.dropped).toEqual(['key/1/1', 'key/1/1']);
  expect(reused.status).toBe(201);
});

test.each(['RevokeApiKey', 'ListApiKeys'])('%s of what is not there is 404', async (action) => {
  await using lab = await labWithAccount();

  const { status } = await lab.ask(action, { path: { id: 9 } });

  expect(status).toBe(404);
});

// @req keys.people-only
test('a key cannot manage keys, whatever its scopes', async () => {
  await using lab = await labWithAccount();
  const asKey = { credentialMethod: 'key', scopes: ['api_keys:manage', 'api_keys:view'] } as const;

  const answer = lab.ask('CreateApiKey', { path, body: { name: 'x' }, principal: asKey });

  await expect(answer).rejects.toMatchObject({ reason: 'session_required' });
});
