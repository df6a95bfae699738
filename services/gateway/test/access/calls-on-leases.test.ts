import { AppError } from '@benchline/errors';
import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { testLease } from '../recording-identity.ts';
import { answer } from '../recording-service.ts';
import { allScopes, authorization, runningGateway, testKey } from '../running-gateway.ts';

const get = '/api/v1/samples';
const json = { ...authorization, 'content-type': 'application/json' };

// @req auth.intersection
test('what a credential may do is looked at again when its lease ended while the body came', async () => {
  await using lab = await runningGateway();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const upload: RequestInit = { method: 'POST', body: readable, headers: json, duplex: 'half' };
  const pending = lab.fetch(get, upload);
  await writer.write(Buffer.from('{'));
  await eventually(() => lab.identity.grants.length === 1);

  lab.identity.know(testKey, { permissions: ['samples:view'], scopes: ['samples:view'] });
  lab.clock.now += 10_000;
  await writer.write(Buffer.from('}'));
  await writer.close();
  const response = await pending;

  expect([response.status, await response.json()]).toEqual([403, { detail: 'role_missing' }]);
  expect(lab.execution.calls).toEqual([]);
});

test.each(['principal_expired', 'principal_invalid'])(
  'a service that answers %s is asked once more, on a new lease',
  async (reason) => {
    await using lab = await runningGateway();
    lab.execution.execute = (_request, { principal }) => {
      if (principal === testLease.principal) {
        lab.identity.know(testKey, { ...allScopes, principal: 'the.next.one' });
        return Promise.reject(new AppError('unauthenticated', reason, 'no'));
      }
      return Promise.resolve(answer(200, { principal }));
    };

    const response = await lab.fetch(get);

    expect([response.status, await response.json()]).toEqual([200, { principal: 'the.next.one' }]);
    expect(lab.execution.calls).toHaveLength(2);
  },
);

test('a service that believes no principal is unavailable, after two tries', async () => {
  await using lab = await runningGateway();
  lab.execution.execute = () => Promise.reject(new AppError('unauthenticated', 'principal_invalid', 'no'));

  const response = await lab.fetch(get);

  expect([response.status, await response.json()]).toEqual([503, { detail: 'unavailable' }]);
  expect(lab.execution.calls).toHaveLength(2);
});

test('what a service forbids at its door is answered as such', async () => {
  await using lab = await runningGateway();
  lab.execution.execute = () => Promise.reject(new AppError('forbidden', 'key_scope_missing', 'no'));

  const response = await lab.fetch(get);

  expect([response.status, await response.json()]).toEqual([403, { detail: 'key_scope_missing' }]);
  expect(lab.execution.calls).toHaveLength(1);
});

test('leases that never last are given up, not asked for without end', async () => {
  await using lab = await runningGateway();
  lab.identity.know(testKey, { ...allScopes, leaseMs: 0 });

  const response = await lab.fetch(get);

  expect(response.status).toBe(503);
  expect(lab.identity.grants.length).toBeLessThan(10);
});
