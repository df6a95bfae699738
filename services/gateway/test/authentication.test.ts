import { expect, test } from '@jest/globals';
import { authorization, runningGateway, testKey } from './running-gateway.ts';

const otherKey = `biokey_${'k'.repeat(16)}.${'t'.repeat(32)}`;
const missing = 'Missing or invalid authorization header';
const invalid = 'Invalid API key';

// @req auth.missing, auth.invalid, auth.api-key-header
test.each<[string, Record<string, string>, string]>([
  ['no header', {}, missing],
  ['an empty Authorization', { authorization: '' }, missing],
  ['another scheme', { authorization: `Basic ${testKey}` }, missing],
  ['a scheme alone', { authorization: 'Bearer' }, missing],
  ['a key without a scheme', { authorization: testKey }, missing],
  ['another scheme beside a good key', { authorization: 'Basic abc', 'x-api-key': testKey }, missing],
  ['a wrong key', { authorization: `Bearer ${otherKey}` }, invalid],
  ['a malformed key', { authorization: 'Bearer nonsense' }, invalid],
  ['two words', { authorization: `Bearer ${testKey} ${testKey}` }, invalid],
  ['a key that only begins right', { authorization: `Bearer ${testKey}x` }, invalid],
  ['a wrong x-api-key', { 'x-api-key': otherKey }, invalid],
  ['an empty x-api-key', { 'x-api-key': '' }, invalid],
  ['two keys, the second one wrong', { ...authorization, 'x-api-key': otherKey }, invalid],
  ['two keys, the first one wrong', { authorization: `Bearer ${otherKey}`, 'x-api-key': testKey }, invalid],
  ['another organization', { 'x-api-key': testKey, 'x-organization': '2' }, invalid],
  ['no number as organization', { ...authorization, 'x-organization': 'Development' }, invalid],
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

// @req gateway.development-credential
test('lets nobody in when no key is set, and says what to set', async () => {
  await using lab = await runningGateway({ BENCHLINE_DEVELOPMENT_KEY: '' });

  const withKey = await lab.fetch('/api/v1/samples');
  const without = await lab.fetch('/api/v1/samples', { headers: {} });

  expect([withKey.status, await withKey.json()]).toEqual([401, { detail: invalid }]);
  expect([without.status, await without.json()]).toEqual([401, { detail: missing }]);
  expect(lab.log.join('')).toContain('until BENCHLINE_DEVELOPMENT_KEY is set');
});

// @req gateway.development-credential
test('says loudly that a development key is set, and never shows it', async () => {
  await using lab = await runningGateway();

  await lab.fetch('/api/v1/samples');
  await lab.fetch('/api/v1/samples', { headers: { 'x-api-key': `${testKey}x` } });

  expect(lab.log.join('')).toContain('BENCHLINE_DEVELOPMENT_KEY IS SET');
  expect(lab.log.join('')).not.toContain('ssssssss');
});

// @req auth.scope
test.each([
  ['a key without the scope', '/api/v1/samples', 'GET', 'key_scope_missing'],
  ['a key on an action of people', '/api/v1/samples/1/review', 'POST', 'session_required'],
  ['a key on the administration', '/api/v1/admin/people', 'GET', 'session_required'],
])('forbids %s', async (_name, path, method, detail) => {
  await using lab = await runningGateway({ BENCHLINE_DEVELOPMENT_SCOPES: 'samples:create,samples:edit,people:view' });

  const response = await lab.fetch(path, { method });

  expect([response.status, await response.json()]).toEqual([403, { detail }]);
  expect(lab.execution.calls).toEqual([]);
});

test('a key with some of the scopes may do what they allow', async () => {
  await using lab = await runningGateway({ BENCHLINE_DEVELOPMENT_SCOPES: 'samples:view' });

  const response = await lab.fetch('/api/v1/samples');

  expect(response.status).toBe(200);
});
