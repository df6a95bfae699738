import { expect, test } from '@jest/globals';
import { allScopes, authorization, personsLease, runningGateway, testKey, testSession } from '../running-gateway.ts';
import type { RunningGateway } from '../running-gateway.ts';

const get = '/api/v1/samples';
const otherKey = `biokey_${'o'.repeat(16)}.${'s'.repeat(32)}`;
const [byKey, byOther, bySession] = [
  authorization,
  { 'x-api-key': otherKey },
  { authorization: `Bearer ${testSession}` },
];

/** A gateway that lets a key ask twice a second and an organization three times. */
async function slowGateway(): Promise<RunningGateway> {
  const lab = await runningGateway({ RATE_LIMIT_KEY_PER_SECOND: '2', RATE_LIMIT_ORGANIZATION_PER_SECOND: '3' });
  lab.identity.know(otherKey, { ...allScopes, credentialId: '8', leaseMs: 1_000_000 });
  lab.identity.know(testKey, { ...allScopes, leaseMs: 1_000_000 });
  lab.identity.know(testSession, { ...personsLease, ...allScopes, organizationId: 2, leaseMs: 1_000_000 });
  return lab;
}

async function statuses(lab: RunningGateway, headers: Record<string, string>, times: number): Promise<number[]> {
  const seen = [];
  for (let time = 0; time < times; time += 1) seen.push((await lab.fetch(get, { headers })).status);
  return seen;
}

// @req rate-limit.key
test('a key may ask twice its rate in a burst, then as fast as its rate', async () => {
  await using lab = await slowGateway();

  const burst = await statuses(lab, byKey, 5);
  lab.clock.now += 500;
  const later = await statuses(lab, byKey, 2);

  expect([burst, later]).toEqual([
    [200, 200, 200, 200, 429],
    [200, 429],
  ]);
});

// @req rate-limit.key
test('an organization may ask less than all of its keys together', async () => {
  await using lab = await slowGateway();

  const ofKeys = [...(await statuses(lab, byKey, 4)), ...(await statuses(lab, byOther, 3))];
  const ofAnother = await statuses(lab, bySession, 1);

  expect([ofKeys, ofAnother]).toEqual([[200, 200, 200, 200, 200, 200, 429], [200]]);
});

// @req rate-limit.headers, rate-limit.key
test('says what may still be asked, and when to come back', async () => {
  await using lab = await slowGateway();

  const answers = [];
  for (let time = 0; time < 5; time += 1) answers.push(await lab.fetch(get));

  expect(answers.map(({ headers }) => headers.get('ratelimit'))).toEqual([
    '"key";r=3;t=2, "organization";r=5;t=2',
    '"key";r=2;t=1, "organization";r=4;t=2',
    '"key";r=1;t=1, "organization";r=3;t=1',
    '"key";r=0;t=1, "organization";r=2;t=1',
    '"key";r=0;t=1',
  ]);
  expect(new Set(answers.map(({ headers }) => headers.get('ratelimit-policy')))).toEqual(
    new Set(['"key";q=4;w=2, "organization";q=6;w=2']),
  );
  expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual([null, null, null, null, '1']);
  expect(await answers[4]?.json()).toEqual({ detail: 'rate_limited' });
});

test('what the organization may not ask costs the key nothing', async () => {
  await using lab = await slowGateway();
  await statuses(lab, byOther, 4);
  await statuses(lab, byKey, 2);

  const refused = await lab.fetch(get);
  lab.clock.now += 1_000;
  const later = await lab.fetch(get);

  expect([refused.status, refused.headers.get('ratelimit')]).toEqual([429, '"organization";r=0;t=1']);
  expect(later.headers.get('ratelimit')).toBe('"key";r=3;t=2, "organization";r=2;t=1');
});

// @req errors.order, rate-limit.headers
test.each<[string, string, RequestInit, unknown[]]>([
  ['is refused before what it may not do', '/api/v1/auth/me', {}, [429, 'rate_limited']],
  ['is refused before its body is looked at', get, { method: 'POST', body: 'x' }, [429, 'rate_limited']],
  ['is refused before it learns of routes', '/api/v1/nowhere', {}, [429, 'rate_limited']],
  [
    'that names another organization is no request of the key',
    get,
    { headers: mismatched() },
    [401, 'Invalid API key'],
  ],
])('a request over the rate %s', async (_name, path, init, expected) => {
  await using lab = await slowGateway();
  await statuses(lab, byKey, 4);

  const response = await lab.fetch(path, init);

  const { detail } = (await response.json()) as { detail: unknown };
  expect([response.status, detail]).toEqual(expected);
});

function mismatched(): Record<string, string> {
  return { ...authorization, 'x-organization': '2' };
}

test('says nothing of rates where none is limited', async () => {
  await using lab = await runningGateway();

  const response = await lab.fetch(get);

  expect([response.headers.has('ratelimit'), response.headers.has('ratelimit-policy')]).toEqual([false, false]);
});

test('one limit can stand without the other', async () => {
  await using lab = await runningGateway({ RATE_LIMIT_ORGANIZATION_PER_SECOND: '1' });

  const answers = [await lab.fetch(get), await lab.fetch(get), await lab.fetch(get)];

  expect(answers.map(({ status, headers }) => [status, headers.get('ratelimit')])).toEqual([
    [200, '"organization";r=1;t=1'],
    [200, '"organization";r=0;t=1'],
    [429, '"organization";r=0;t=1'],
  ]);
});
