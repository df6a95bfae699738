import { expect, test } from '@jest/globals';
import { digestOf } from '../recording-identity.ts';
import { authorization, personsLease, runningGateway, testKey, testSession } from '../running-gateway.ts';

const otherKey = `biokey_${'k'.repeat(16)}.${'t'.repeat(32)}`;
const missing = 'Missing or invalid authorization header';
const invalid = 'Invalid API key';
const apiKeyRequired = 'API key required';
const cookie = (token: string) => ({ cookie: `theme=dark; benchline_session=${token}` });
const otherSession = testSession.replace('kkk', 'xyz');

// @req auth.missing, auth.invalid, auth.api-key-header, auth.organization-header, auth.session-surface
test.each<[string, Record<string, string>, string]>([
  ['no header', {}, missing],
  ['an empty Authorization', { authorization: '' }, missing],
  ['another scheme', { authorization: `Basic ${testKey}` }, missing],
  ['a scheme alone', { authorization: 'Bearer' }, missing],
  ['a key without a scheme', { authorization: testKey }, missing],
  ['another scheme beside a good key', { authorization: 'Basic abc', 'x-api-key': testKey }, missing],
  ['another scheme beside a good cookie', { authorization: 'Basic abc', ...cookie(testSession) }, missing],
  ['an empty cookie', cookie(''), missing],
  ['a cookie of another name', { cookie: `my_benchline_session=${testSession}` }, missing],
  ['a wrong key', { authorization: `Bearer ${otherKey}` }, invalid],
  ['a malformed key', { authorization: 'Bearer nonsense' }, invalid],
  ['a key without its secret', { authorization: `Bearer ${testKey.slice(0, 24)}` }, invalid],
  ['two words', { authorization: `Bearer ${testKey} ${testKey}` }, invalid],
  ['a key that only begins right', { authorization: `Bearer ${testKey}x` }, invalid],
  ['a key in quotes', { authorization: `Bearer "${testKey}"` }, invalid],
  ['a wrong x-api-key', { 'x-api-key': otherKey }, invalid],
  ['an empty x-api-key', { 'x-api-key': '' }, invalid],
  ['an empty x-api-key beside a good cookie', { 'x-api-key': '', ...cookie(testSession) }, invalid],
  ['two keys, the second one wrong', { ...authorization, 'x-api-key': otherKey }, invalid],
  ['two keys, the first one wrong', { authorization: `Bearer ${otherKey}`, 'x-api-key': testKey }, invalid],
  ['a session and a key', { authorization: `Bearer ${testSession}`, 'x-api-key': testKey }, invalid],
  ['a session as x-api-key', { 'x-api-key': testSession }, invalid],
  ['another organization', { 'x-api-key': testKey, 'x-organization': '2' }, invalid],
  ['no number as organization', { ...authorization, 'x-organization': 'Test Org' }, invalid],
  ['an empty organization', { ...authorization, 'x-organization': '' }, invalid],
  ['the organization with a zero before it', { ...authorization, 'x-organization': '01' }, invalid],
  ['a session', { authorization: `Bearer ${testSession}` }, apiKeyRequired],
  ['a session that nobody has', { authorization: `Bearer ${otherSession}` }, apiKeyRequired],
  ['a cookie alone', cookie(testSession), apiKeyRequired],
])('refuses %s', async (_name, headers, detail) => {
  await using lab = await runningGateway();

  const response = await lab.fetch('/api/v1/integrations/samples', { headers });

  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({ detail });
  expect(response.headers.get('www-authenticate')).toBe('Bearer');
  expect(lab.execution.calls).toEqual([]);
});

// @req auth.api-key-header
test.each<[string, Record<string, string>]>([
  ['a bearer', authorization],
  ['a bearer in another case', { authorization: `bEARER  ${testKey}` }],
  ['an x-api-key', { 'x-api-key': testKey }],
  ['an x-api-key with its organization', { 'x-api-key': testKey, 'x-organization': '1' }],
  ['the same key both ways', { ...authorization, 'x-api-key': testKey }],
])('lets in %s', async (_name, headers) => {
  await using lab = await runningGateway();

  const response = await lab.fetch('/api/v1/integrations/samples', { headers });

  expect(response.status).toBe(200);
});

// @req auth.session-surface
test.each<[string, Record<string, string>, number, unknown]>([
  ['a session as bearer', { authorization: `Bearer ${testSession}` }, 200, {}],
  ['a session as cookie', cookie(testSession), 200, {}],
  ['a session with its organization', { authorization: `Bearer ${testSession}`, 'x-organization': '1' }, 200, {}],
  ['a good bearer beside a bad cookie', { ...authorization, ...cookie('bad') }, 200, {}],
  ['a session that nobody has', { authorization: `Bearer ${otherSession}` }, 401, { detail: 'Invalid session' }],
  ['a malformed session', { authorization: 'Bearer bls_x' }, 401, { detail: 'Invalid session' }],
  ['a malformed cookie', cookie('x'), 401, { detail: 'Invalid session' }],
  ['a bad bearer beside a good cookie', { 'x-api-key': otherKey, ...cookie(testSession) }, 401, { detail: invalid }],
  [
    'a session of another organization',
    { authorization: `Bearer ${testSession}`, 'x-organization': '2' },
    401,
    { detail: 'Invalid session' },
  ],
])('answers %s outside of the integration surface', async (_name, headers, status, body) => {
  await using lab = await runningGateway();

  const response = await lab.fetch('/api/v1/samples', { headers });

  expect([response.status, await response.json()]).toEqual([status, body]);
});

// @req auth.invalid
test.each(['expired', 'revoked', 'disabled', 'unknown'])('says nothing of why a key is refused: %s', async (reason) => {
  await using lab = await runningGateway();
  lab.identity.refuse(otherKey, reason);

  const response = await lab.fetch('/api/v1/samples', { headers: { 'x-api-key': otherKey } });

  expect([response.status, await response.json()]).toEqual([401, { detail: invalid }]);
});

// @req auth.secret-hash
test('shows identity no more of a credential than its public part and a digest, and the log nothing', async () => {
  await using lab = await runningGateway();

  await lab.fetch('/api/v1/samples');
  await lab.fetch('/api/v1/samples', { headers: { 'x-api-key': `${testKey}x` } });

  const [first] = lab.identity.grants;
  expect(first).toEqual({
    gatewayId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    method: 'key',
    prefix: `biokey_${'k'.repeat(16)}`,
    digest: digestOf(testKey),
  });
  expect(JSON.stringify(lab.identity.grants) + lab.log.join('')).not.toContain('ssssssss');
});

test('asks identity nothing about what no credential can be', async () => {
  await using lab = await runningGateway();

  for (const text of ['nonsense', 'bls_x', `${testKey}!`, 'biokey_', testKey.slice(0, -1)]) {
    await lab.fetch('/api/v1/samples', { headers: { authorization: `Bearer ${text}` } });
  }

  expect(lab.identity.grants).toEqual([]);
});

const some = ['samples:create', 'samples:edit', 'people:view'];

const missingView = { permissions: [...some, 'samples:view'], scopes: some };
const lostView = { permissions: some, scopes: ['samples:view'] };
const none = { permissions: [], scopes: [] };

// @req auth.scope, auth.role, auth.people-routes, auth.intersection
test.each<[string, string, { permissions: string[]; scopes: string[] }, string]>([
  ['a key without the scope', 'GET /samples', missingView, 'key_scope_missing'],
  ['a role without the permission', 'GET /samples', { permissions: some, scopes: some }, 'role_missing'],
  ['a key with a scope that its role lost', 'GET /samples', lostView, 'role_missing'],
  ['a key on an action of people', 'POST /samples/1/review', none, 'session_required'],
  ['a key on the administration', 'GET /admin/people', { permissions: some, scopes: some }, 'session_required'],
])('forbids %s', async (_name, route, reach, detail) => {
  await using lab = await runningGateway();
  lab.identity.know(testKey, reach);
  const [method = '', path = ''] = route.split(' ');

  const response = await lab.fetch(`/api/v1${path}`, { method });

  expect([response.status, await response.json()]).toEqual([403, { detail }]);
  expect(lab.execution.calls).toEqual([]);
});

test('a person whose role lacks the permission is told so', async () => {
  await using lab = await runningGateway();
  lab.identity.know(testSession, { ...personsLease, permissions: ['samples:view'], scopes: ['samples:view'] });

  const response = await lab.fetch('/api/v1/admin/people', { headers: { authorization: `Bearer ${testSession}` } });

  expect([response.status, await response.json()]).toEqual([403, { detail: 'role_missing' }]);
});

test('being signed in is enough where no scope is asked for', async () => {
  await using lab = await runningGateway();
  lab.identity.know(testSession, { ...personsLease, permissions: [], scopes: [] });

  const response = await lab.fetch('/api/v1/auth/me', { headers: { authorization: `Bearer ${testSession}` } });

  expect(response.status).toBe(200);
});

// @req auth.signed-principal
test('hands the signed principal to the service that owns the action', async () => {
  await using lab = await runningGateway();

  await lab.fetch('/api/v1/samples');

  expect(lab.execution.calls[0]?.context.principal).toBe('a.signed.principal');
});

test.each<[string, Record<string, string>]>([
  ['none', {}],
  ['a good one', authorization],
  ['a bad one', { authorization: 'Basic nonsense', ...cookie('bad') }],
])('needs no credential for an action that anyone may call, and takes no notice of %s', async (_name, shown) => {
  await using lab = await runningGateway();
  const headers = { ...shown, 'content-type': 'application/json' };

  const response = await lab.fetch('/api/v1/auth/set-up', { method: 'POST', body: '{}', headers });

  expect(response.status).toBe(200);
  expect(lab.identity.calls[0]?.context).not.toHaveProperty('principal');
  expect(lab.identity.grants).toEqual([]);
});
