import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { digestOf } from '../recording-identity.ts';
import { answer } from '../recording-service.ts';
import { rawRequest } from '../raw-request.ts';
import { authorization, runningGateway, testKey, testSession } from '../running-gateway.ts';

const csrf = hash('sha256', `csrf:${digestOf(testSession)}`, 'base64url');
const cookie = `benchline_session=${testSession}`;
const [csrfRequired, originNotAllowed] = ['csrf_required', 'origin_not_allowed'];
const withToken = { 'x-csrf-token': csrf };

/** Headers of a write by cookie to lab.example, and what is wrong with them, if anything is. */
type Case = [name: string, headers: Record<string, string>, detail: string | undefined];

const lines = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

const write = (headers: Record<string, string>, path = '/api/v1/samples') =>
  `POST ${path} HTTP/1.1\r\n${lines({ Host: 'lab.example', Cookie: cookie, ...headers })}Content-Length: 0\r\n\r\n`;

const outcome = (detail: string | undefined): unknown[] => (detail === undefined ? [200, {}] : [403, { detail }]);

// @req sign-in.session, sign-in.origin
test.each<Case>([
  ['the CSRF token', withToken, undefined],
  ['no CSRF token', {}, csrfRequired],
  ['an empty one', { 'x-csrf-token': '' }, csrfRequired],
  ['one of the same length', { 'x-csrf-token': csrf.replaceAll(/./g, 'A') }, csrfRequired],
  ['the digest of the session itself', { 'x-csrf-token': digestOf(testSession) }, csrfRequired],
  ['its own origin', { ...withToken, origin: 'http://lab.example' }, undefined],
  ['its own origin behind a proxy that ends TLS', { ...withToken, origin: 'https://lab.example' }, undefined],
  [
    'its own origin with the default port',
    { ...withToken, origin: 'http://lab.example', Host: 'lab.example:80' },
    undefined,
  ],
  ['an allowed origin', { ...withToken, origin: 'https://console.example:8443' }, undefined],
  [
    'an allowed origin that the browser calls cross-site',
    { ...withToken, origin: 'https://console.example:8443', 'sec-fetch-site': 'cross-site' },
    undefined,
  ],
  ['a foreign origin', { ...withToken, origin: 'https://evil.example' }, originNotAllowed],
  ['a foreign origin and no token', { origin: 'https://evil.example' }, originNotAllowed],
  ['an origin that begins like its own', { ...withToken, origin: 'http://lab.example.evil' }, originNotAllowed],
  ['an origin that ends like its own', { ...withToken, origin: 'http://evil-lab.example' }, originNotAllowed],
  ['its own host on another port', { ...withToken, origin: 'http://lab.example:81' }, originNotAllowed],
  ['an allowed host on another port', { ...withToken, origin: 'https://console.example' }, originNotAllowed],
  ['an opaque origin', { ...withToken, origin: 'null' }, originNotAllowed],
  ['an empty origin', { ...withToken, origin: '' }, originNotAllowed],
  ['two origins', { ...withToken, origin: 'http://lab.example, http://evil.example' }, originNotAllowed],
  ['an origin with a path', { ...withToken, origin: 'http://lab.example/a' }, originNotAllowed],
  ['an origin that is none', { ...withToken, origin: 'http://[' }, originNotAllowed],
  ['another site, says the browser', { ...withToken, 'sec-fetch-site': 'cross-site' }, originNotAllowed],
  ['the same site, says the browser', { ...withToken, 'sec-fetch-site': 'same-origin' }, undefined],
  [
    'a host that somebody untrusted says was forwarded',
    { ...withToken, origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' },
    originNotAllowed,
  ],
])('answers a write by cookie with %s', async (_name, headers, detail) => {
  await using lab = await runningGateway({ BENCHLINE_ALLOWED_ORIGINS: 'https://console.example:8443' });

  const { status, body } = await rawRequest(lab.gateway.port, write(headers));

  expect([status, JSON.parse(body)]).toEqual(outcome(detail));
  expect(lab.execution.calls).toHaveLength(detail === undefined ? 1 : 0);
});

// @req sign-in.origin
test.each<Case>([
  ['forwarded host', { origin: 'http://lab.org', 'x-forwarded-host': 'lab.org' }, undefined],
  [
    'forwarded host and scheme',
    { origin: 'https://lab.org', 'x-forwarded-host': 'lab.org', 'x-forwarded-proto': 'https' },
    undefined,
  ],
  [
    'the host without its TLS',
    { origin: 'http://lab.org', 'x-forwarded-host': 'lab.org', 'x-forwarded-proto': 'https' },
    originNotAllowed,
  ],
  ['the host that the proxy has', { origin: 'http://lab.example', 'x-forwarded-host': 'lab.org' }, originNotAllowed],
])('behind a trusted proxy its own origin is the %s', async (_name, headers, detail) => {
  await using lab = await runningGateway({ BENCHLINE_TRUSTED_PROXIES: '127.0.0.1' });

  const { status, body } = await rawRequest(lab.gateway.port, write({ ...withToken, ...headers }));

  expect([status, JSON.parse(body)]).toEqual(outcome(detail));
});

// @req sign-in.session
test.each<[string, string, Record<string, string>]>([
  ['a read by cookie', 'GET', { cookie, origin: 'https://evil.example' }],
  ['a HEAD by cookie', 'HEAD', { cookie, 'sec-fetch-site': 'cross-site' }],
  ['a write by session as bearer', 'POST', { authorization: `Bearer ${testSession}`, origin: 'https://evil.example' }],
  ['a write by key', 'POST', { ...authorization, origin: 'https://evil.example' }],
  ['a write by key beside a cookie', 'POST', { 'x-api-key': testKey, cookie, 'sec-fetch-site': 'cross-site' }],
])('asks for no token and no origin of %s', async (_name, method, headers) => {
  await using lab = await runningGateway();

  const response = await lab.fetch('/api/v1/samples', { method, headers });

  expect(response.status).toBe(200);
});

// @req sign-in.origin
test.each<Case>([
  ['no origin', {}, undefined],
  ['its own origin', { origin: 'http://lab.example' }, undefined],
  ['a foreign origin', { origin: 'https://evil.example' }, originNotAllowed],
  ['another site, says the browser', { 'sec-fetch-site': 'cross-site' }, originNotAllowed],
])('answers a sign-in from a page with %s', async (_name, headers, detail) => {
  await using lab = await runningGateway();
  lab.identity.execute = () => Promise.resolve(answer(200, signedIn));

  const { status } = await rawRequest(lab.gateway.port, write(headers, '/api/v1/auth/sign-in'));

  expect(status).toBe(detail === undefined ? 200 : 403);
});

const signedIn = { token: testSession, expires_at: '2100-01-02T03:04:05Z', role: 'owner' };
const signIn = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };

// @req sign-in.session
test('sets the cookie of the session that a sign-in began, for as long as it lasts', async () => {
  await using lab = await runningGateway();
  lab.identity.execute = () => Promise.resolve(answer(200, signedIn));

  const response = await lab.fetch('/api/v1/auth/sign-in', signIn);

  const [value, ...attributes] = response.headers.get('set-cookie')?.split('; ') ?? [];
  expect(value).toBe(cookie);
  expect(attributes).toEqual([
    'HttpOnly',
    'Secure',
    'SameSite=Lax',
    'Path=/api',
    'Expires=Sat, 02 Jan 2100 03:04:05 GMT',
    expect.stringMatching(/^Max-Age=\d{10}$/),
  ]);
  expect(await response.json()).toEqual(signedIn);
});

test.each<[string, number, unknown, boolean]>([
  ['is refused', 401, { detail: 'Invalid email or password' }, false],
  ['is only tried out', 200, signedIn, true],
])('sets no cookie when a sign-in %s', async (_name, status, body, dryRun) => {
  await using lab = await runningGateway();
  lab.identity.execute = () => Promise.resolve(answer(status, body, { dryRun }));

  const response = await lab.fetch('/api/v1/auth/sign-in', signIn);

  expect([response.status, response.headers.get('set-cookie')]).toEqual([status, null]);
});

test('a token that could break a header never gets into one', async () => {
  await using lab = await runningGateway();
  lab.identity.execute = () => Promise.resolve(answer(200, { ...signedIn, token: `${testSession}; Domain=evil` }));

  const response = await lab.fetch('/api/v1/auth/sign-in', signIn);

  expect([response.status, response.headers.get('set-cookie')]).toEqual([500, null]);
});

// @req sign-in.sign-out
test('clears the cookie after signing out', async () => {
  await using lab = await runningGateway();
  lab.identity.execute = () => Promise.resolve(answer(204, undefined));

  const response = await lab.fetch('/api/v1/auth/sign-out', { method: 'POST', headers: { cookie, ...withToken } });

  expect([response.status, response.headers.get('set-cookie')]).toEqual([
    204,
    'benchline_session=; HttpOnly; Secure; SameSite=Lax; Path=/api; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0',
  ]);
});
