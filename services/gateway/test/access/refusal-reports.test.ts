import { AppError } from '@benchline/errors';
import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { answer, type RecordingService } from '../recording-service.ts';
import { allScopes, authorization, personsLease, runningGateway, testKey, testSession } from '../running-gateway.ts';

const key = {
  organizationId: 1,
  actor: { kind: 'service_account', id: 3, name: 'LIMS' },
  credentialMethod: 'key',
  credentialId: '7',
};

// @req admin.audit
test.each<[string, string, Record<string, string>, object]>([
  [
    'a scope that is missing',
    '/api/v1/samples',
    authorization,
    { ...key, code: 'key_scope_missing', action: 'ListSamples' },
  ],
  ['a role that is missing', '/api/v1/entries', authorization, { ...key, code: 'role_missing', action: 'ListEntries' }],
  ['a route for people', '/api/v1/auth/me', authorization, { ...key, code: 'session_required', action: 'GetMe' }],
  [
    'another organization',
    '/api/v1/samples',
    { ...authorization, 'x-organization': '2' },
    { ...key, code: 'organization_mismatch', action: 'ListSamples' },
  ],
  [
    'another organization on no route',
    '/api/v1/nowhere',
    { ...authorization, 'x-organization': '2' },
    { ...key, code: 'organization_mismatch', action: '' },
  ],
  ...['expired', 'revoked', 'disabled'].map((reason): [string, string, Record<string, string>, object] => [
    `a key that is ${reason}`,
    '/api/v1/samples',
    { 'x-api-key': badKey(reason) },
    {
      ...key,
      actor: { kind: 'service_account', id: 4, name: 'LIMS' },
      credentialId: '9',
      code: reason,
      action: 'ListSamples',
    },
  ]),
])('tells identity of %s', async (_name, path, headers, refusal) => {
  await using lab = await runningGateway();
  lab.identity.know(testKey, { permissions: ['samples:view'], scopes: [] });
  for (const reason of ['expired', 'revoked', 'disabled']) lab.identity.refuse(badKey(reason), reason);

  await lab.fetch(path, { headers: { ...headers, 'x-request-id': 'mine' } });
  await lab.gateway.stop();

  expect(lab.identity.reports).toEqual([{ ...refusal, source: '127.0.0.1', requestId: 'mine', count: 1 }]);
});

function badKey(reason: string): string {
  return `biokey_${'k'.repeat(16)}.${reason.padEnd(32, '0')}`;
}

test('tells of a write by cookie without its token, and of a session on the surface for keys', async () => {
  await using lab = await runningGateway();
  lab.identity.know(testSession, { ...personsLease, ...allScopes });
  const headers = { cookie: `benchline_session=${testSession}` };

  await lab.fetch('/api/v1/samples', { method: 'POST', headers });
  await lab.fetch('/api/v1/integrations/samples', { headers });
  await lab.gateway.stop();

  expect(lab.identity.reports.map(({ code, actor }) => [code, actor?.name])).toEqual([
    ['csrf_required', 'Ada'],
    ['API key required', 'Ada'],
  ]);
});

const refusedByService = { ...key, action: 'ListSamples', source: '127.0.0.1', requestId: 'mine', count: 1 };

// @req admin.audit
test.each<[string, RecordingService['execute'], string]>([
  ['answers 403', () => Promise.resolve(answer(403, { detail: 'role_missing' })), 'role_missing'],
  ['answers 401', () => Promise.resolve(answer(401, { detail: 'Invalid session' })), 'Invalid session'],
  ['answers 403 without saying why', () => Promise.resolve(answer(403, undefined)), ''],
  [
    'forbids at its door',
    () => Promise.reject(new AppError('forbidden', 'key_scope_missing', 'no')),
    'key_scope_missing',
  ],
])('tells identity of a caller who was let in, where a service %s', async (_what, execute, code) => {
  await using lab = await runningGateway();
  lab.execution.execute = execute;

  await lab.fetch('/api/v1/samples', { headers: { ...authorization, 'x-request-id': 'mine' } });
  await lab.gateway.stop();

  expect(lab.identity.reports).toEqual([{ ...refusedByService, code }]);
});

test.each<[string, RecordingService['execute']]>([
  ['refuses what is asked', () => Promise.resolve(answer(404, { detail: 'sample_not_found' }))],
  ['is away', () => Promise.reject(new AppError('unavailable', 'unavailable', 'away'))],
  ['believes no principal', () => Promise.reject(new AppError('unauthenticated', 'principal_expired', 'no'))],
])('tells nothing where a service %s', async (_what, execute) => {
  await using lab = await runningGateway();
  lab.execution.execute = execute;

  await lab.fetch('/api/v1/samples');
  await lab.gateway.stop();

  expect(lab.execution.calls).not.toEqual([]);
  expect(lab.identity.reports).toEqual([]);
});

// @req admin.strangers
test('tells nothing of somebody whom a service refuses to sign in', async () => {
  await using lab = await runningGateway();
  lab.identity.execute = () => Promise.resolve(answer(401, { detail: 'Invalid email or password' }));
  const headers = { ...authorization, 'content-type': 'application/json' };

  const response = await lab.fetch('/api/v1/auth/sign-in', { method: 'POST', headers, body: '{}' });
  await lab.gateway.stop();

  expect(response.status).toBe(401);
  expect(lab.identity.reports).toEqual([]);
});

// @req admin.strangers
test.each<[string, Record<string, string>]>([
  ['an unknown key', { 'x-api-key': badKey('nobody') }],
  ['a malformed key', { 'x-api-key': 'nonsense' }],
  ['nothing', {}],
])('tells nothing of who shows %s', async (_name, headers) => {
  await using lab = await runningGateway();

  await lab.fetch('/api/v1/samples', { headers });
  await lab.gateway.stop();

  expect(lab.identity.reports).toEqual([]);
});

test('counts repeats and tells them together, within moments', async () => {
  await using lab = await runningGateway();
  lab.identity.know(testKey);

  for (let requests = 0; requests < 3; requests += 1) await lab.fetch('/api/v1/samples');
  await lab.fetch('/api/v1/entries');
  await eventually(() => lab.identity.reports.length >= 2);

  const counts = new Map<string, number>();
  for (const { action, count } of lab.identity.reports) counts.set(action, (counts.get(action) ?? 0) + count);
  expect(Object.fromEntries(counts)).toEqual({ ListSamples: 3, ListEntries: 1 });
});

// @req admin.audit
test('keeps what could not be told, and tells it later as the same report', async () => {
  await using lab = await runningGateway();
  lab.identity.know(testKey);
  lab.identity.report = () => Promise.reject(new AppError('unavailable', 'unavailable', 'away'));
  await lab.fetch('/api/v1/samples');
  await eventually(() => lab.log.some((line) => line.includes('wait to be told')));
  await lab.fetch('/api/v1/samples');

  lab.identity.report = () => Promise.resolve();
  await lab.gateway.stop();

  const ids = lab.identity.reportIds;
  expect(lab.identity.reports.map(({ count }) => count)).toEqual([1, 1]);
  expect(ids.filter((id) => id === ids[0]).length).toBeGreaterThan(1);
  expect(new Set(ids).size).toBe(2);
});

test('keeps no more than it may, and counts the rest', async () => {
  await using lab = await runningGateway({}, 0);
  lab.identity.know(testKey);
  lab.identity.report = () => Promise.reject(new AppError('unavailable', 'unavailable', 'away'));
  lab.identity.grant = ({ digest }) => {
    const actor = { kind: 'service_account', id: 4, name: 'LIMS' };
    const value = { reason: 'revoked', organizationId: 1, actor, credentialId: digest };
    return Promise.resolve({ result: { $case: 'refusal', value } });
  };
  for (let batch = 0; batch < 11; batch += 1) {
    const keys = Array.from({ length: 100 }, (_, place) => badKey(`${batch}x${place}x`));
    await Promise.all(keys.map((each) => lab.fetch('/api/v1/samples', { headers: { 'x-api-key': each } })));
  }

  const metrics = await (await fetch(lab.metricsUrl ?? '')).text();

  expect(metrics).toMatch(/^access_refusals_unreported_total\S* 100$/m);
});
