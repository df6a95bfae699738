import { expect, test } from '@jest/globals';
import { answer } from './recording-service.ts';
import { allScopes, authorization, runningGateway, testKey } from './running-gateway.ts';

const longBody = 'x'.repeat(3_000);

/** Each request breaks every rule from its own down to the last, so that the first one broken is what answers. */
const [unknownPath, wrongMethod, path] = ['/api/v1/nowhere?a=%ff', '/api/v1/entries?a=%ff', '/api/v1/samples?a=%ff'];

const unknownCaller = { body: longBody, headers: {} };
const knownCaller = { body: longBody, headers: authorization };
const typed = { ...authorization, 'content-type': 'application/json' };
const unauthenticated = [401, 'Missing or invalid authorization header'];

// @req errors.order, errors.unknown-route
test.each<[string, string, RequestInit, unknown[]]>([
  ['authentication before unknown routes', unknownPath, unknownCaller, unauthenticated],
  ['authentication before methods', wrongMethod, unknownCaller, unauthenticated],
  ['authentication before everything else', path, unknownCaller, unauthenticated],
  ['unknown routes before bodies', unknownPath, knownCaller, [404, 'not_found']],
  ['methods before bodies', wrongMethod, knownCaller, [405, 'method_not_allowed']],
  ['scope before bodies', '/api/v1/samples/1/archive?a=%ff', knownCaller, [403, 'key_scope_missing']],
  ['media type before size', path, knownCaller, [415, 'unsupported_media_type']],
  ['size before validation', path, { body: longBody, headers: typed }, [413, 'payload_too_large']],
  ['validation before the service', path, { body: '{', headers: typed }, [422, [expect.anything()]]],
])('checks %s', async (_name, target, init, [status, detail]) => {
  await using lab = await runningGateway({ BENCHLINE_GATEWAY_BODY_BYTES_MAX: '2000' });
  lab.identity.know(testKey, { ...allScopes, scopes: ['samples:create'] });

  const response = await lab.fetch(target, { method: 'POST', ...init });

  expect([response.status, await response.json()]).toEqual([status, { detail }]);
  expect(lab.execution.calls).toEqual([]);
});

// @req errors.method
test.each([
  ['PUT', '/api/v1/samples', 'GET, HEAD, POST'],
  ['POST', '/api/v1/integrations/samples/7', 'DELETE, GET, HEAD, PATCH'],
  ['OPTIONS', '/api/v1/samples/by-external/a%2Fb', 'GET, HEAD'],
  ['POST', '/healthz', 'GET, HEAD'],
  ['PROPFIND', '/api/v1/samples', 'GET, HEAD, POST'],
])('names the methods of a route that is asked with %s', async (method, path, allow) => {
  await using lab = await runningGateway();

  const response = await lab.fetch(path, { method });

  expect([response.status, await response.json()]).toEqual([405, { detail: 'method_not_allowed' }]);
  expect(response.headers.get('allow')).toBe(allow);
});

// @req errors.unknown-route
test.each([
  '/',
  '/api/v1',
  '/api/v1/samples/',
  '/api/v1/samples/1/2',
  '/API/v1/samples',
  '/api/v1/samples/by-external/',
  '/api/v1/samples/%zz',
  '/api/v1/samples/%ff',
])('knows no route %s', async (path) => {
  await using lab = await runningGateway();

  const response = await lab.fetch(path);

  expect([response.status, await response.json()]).toEqual([404, { detail: 'not_found' }]);
  expect(lab.execution.calls).toEqual([]);
});

test('answers HEAD like GET, without the body', async () => {
  await using lab = await runningGateway();
  lab.execution.execute = () => Promise.resolve(answer(200, { id: 1 }, { version: 4 }));

  const response = await lab.fetch('/api/v1/samples/1', { method: 'HEAD' });

  expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([200, '"4"', '']);
  expect(response.headers.get('content-length')).toBe('8');
});
