import { AppError } from '@benchline/errors';
import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { allScopes, runningGateway, testKey, testSession } from '../running-gateway.ts';

const away = new AppError('unavailable', 'unavailable', 'identity is away');
const get = '/api/v1/samples';

/** A key that differs from the others by its number. */
const keyNumber = (number: number): string => `biokey_${'k'.repeat(16)}.${String(number).padStart(32, '0')}`;

test('asks once for as long as a lease lasts, and in its own name', async () => {
  await using lab = await runningGateway();

  for (const passed of [0, 1_000, 3_999]) {
    lab.clock.now += passed;
    await lab.fetch(get);
  }

  expect(lab.identity.grants).toHaveLength(1);
  expect(lab.identity.tokens[0]).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
});

test('asks once for requests that come together', async () => {
  await using lab = await runningGateway({}, 0);
  const gate = Promise.withResolvers<undefined>();
  lab.identity.grant = async ({ digest }) => {
    await gate.promise;
    return lab.identity.standingOf(digest);
  };
  const active = async () =>
    /^http_server_active_requests\S* 3$/m.test(await (await fetch(lab.metricsUrl ?? '')).text());

  const requests = [lab.fetch(get), lab.fetch(get), lab.fetch(get)];
  await eventually(active);
  gate.resolve(undefined);
  const responses = await Promise.all(requests);

  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(lab.identity.grants).toHaveLength(1);
});

test('asks under one name that is new with each start', async () => {
  await using lab = await runningGateway();
  await using other = await runningGateway();

  await lab.fetch(get);
  await lab.fetch(get, { headers: { authorization: `Bearer ${testSession}` } });
  await other.fetch(get);

  const [first, second] = lab.identity.grants.map(({ gatewayId }) => gatewayId);
  expect(first).toBe(second);
  expect(other.identity.grants[0]?.gatewayId).not.toBe(first);
});

test('past its half a lease is renewed while requests go on, and the answer takes its place', async () => {
  await using lab = await runningGateway();
  await lab.fetch(get);
  const gate = Promise.withResolvers<undefined>();
  lab.identity.grant = async ({ digest }) => {
    await gate.promise;
    return lab.identity.standingOf(digest);
  };
  lab.clock.now += 5_000;

  const meanwhile = [await lab.fetch(get), await lab.fetch(get)];
  lab.identity.know(testKey, { ...allScopes, principal: 'the.next.one' });
  gate.resolve(undefined);

  expect(meanwhile.map(({ status }) => status)).toEqual([200, 200]);
  expect(lab.identity.grants).toHaveLength(2);
  await eventually(async () => {
    await lab.fetch(get);
    return lab.execution.calls.at(-1)?.context.principal === 'the.next.one';
  });
  expect(lab.identity.grants).toHaveLength(2);
});

test('the time of a lease begins before it is asked for', async () => {
  await using lab = await runningGateway();
  lab.identity.grant = ({ digest }) => {
    lab.clock.now += 9_000;
    return Promise.resolve(lab.identity.standingOf(digest));
  };
  await lab.fetch(get);
  lab.identity.grant = () => Promise.reject(away);
  lab.clock.now += 999;
  const before = await lab.fetch(get);
  lab.clock.now += 1;
  const after = await lab.fetch(get);

  expect([before.status, after.status]).toEqual([200, 503]);
});

// @req keys.revocation
test('a lease that is over is not relied on, whatever the process was kept from doing meanwhile', async () => {
  await using lab = await runningGateway();
  await lab.fetch(get);
  lab.identity.refuse(testKey, 'revoked');
  lab.clock.now += 10_000;

  const response = await lab.fetch(get);

  expect([response.status, await response.json()]).toEqual([401, { detail: 'Invalid API key' }]);
  expect(lab.execution.calls).toHaveLength(1);
});

test.each(['/api/v1/nowhere', '/api/v1/integrations/entries'])(
  'nothing is told of %s on a lease that is over',
  async (path) => {
    await using lab = await runningGateway();
    const post = () => lab.fetch(path, { method: 'POST' });
    const before = await post();
    lab.identity.refuse(testKey, 'revoked');
    lab.clock.now += 10_000;

    const after = await post();

    expect([before.status < 401 || before.status > 403, after.status]).toEqual([true, 401]);
  },
);

// @req leases.outage
test('identity may be away until the lease is over; then nothing is guessed', async () => {
  await using lab = await runningGateway();
  await lab.fetch(get);
  lab.identity.grant = () => Promise.reject(away);
  const statuses = [];
  for (const passed of [5_000, 4_999, 1]) {
    lab.clock.now += passed;
    const response = await lab.fetch(get);
    statuses.push([response.status, response.headers.get('retry-after')]);
  }

  expect(statuses).toEqual([
    [200, null],
    [200, null],
    [503, '1'],
  ]);
});

test('a renewal without an answer is not repeated with every request', async () => {
  await using lab = await runningGateway();
  await lab.fetch(get);
  lab.identity.grant = () => Promise.reject(away);
  lab.clock.now += 5_000;

  for (let requests = 0; requests < 20; requests += 1) await lab.fetch(get);
  const asked = lab.identity.grants.length;
  lab.clock.now += 1_000;
  await lab.fetch(get);

  expect(asked).toBe(2);
  expect(lab.identity.grants).toHaveLength(3);
});

test('a renewal that is refused ends the lease at once', async () => {
  await using lab = await runningGateway();
  await lab.fetch(get);
  lab.identity.refuse(testKey, 'disabled');
  lab.clock.now += 5_000;

  await eventually(async () => (await lab.fetch(get)).status === 401);
});

test('a refusal to the gateway itself is not taken for one of the credential', async () => {
  await using lab = await runningGateway();
  lab.identity.grant = () => Promise.reject(new AppError('unauthenticated', 'principal_invalid', 'who are you?'));

  const response = await lab.fetch(get);

  expect([response.status, await response.json()]).toEqual([503, { detail: 'unavailable' }]);
});

test('a credential that nobody has is asked about again only after some seconds', async () => {
  await using lab = await runningGateway();
  const ask = () => lab.fetch(get, { headers: { 'x-api-key': keyNumber(1) } });

  const first = [await ask(), await ask()];
  lab.identity.know(keyNumber(1), allScopes);
  lab.clock.now += 5_000;
  const later = await ask();

  expect(first.map(({ status }) => status)).toEqual([401, 401]);
  expect(later.status).toBe(200);
  expect(lab.identity.grants).toHaveLength(2);
});

test.each(['expired', 'revoked', 'disabled'])(
  'a known credential that is %s is asked about each time',
  async (reason) => {
    await using lab = await runningGateway();
    lab.identity.refuse(testKey, reason);
    await lab.fetch(get);
    lab.identity.know(testKey, allScopes);

    const response = await lab.fetch(get);

    expect(response.status).toBe(200);
  },
);

test('holds as many leases as it may, and lets go of the one that was granted first', async () => {
  await using lab = await runningGateway({ BENCHLINE_GATEWAY_LEASES_MAX: '2' });
  const ask = (key: string) => lab.fetch(get, { headers: { 'x-api-key': key } });
  for (const number of [1, 2, 3]) {
    lab.identity.know(keyNumber(number), allScopes);
    await ask(keyNumber(number));
  }

  await ask(keyNumber(3));
  await ask(keyNumber(2));
  const asked = lab.identity.grants.length;
  await ask(keyNumber(1));

  expect([asked, lab.identity.grants.length]).toEqual([3, 4]);
});
