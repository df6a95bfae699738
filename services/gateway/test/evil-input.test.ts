import { expect, test } from '@jest/globals';
import { rawRequest } from './raw-request.ts';
import { runningGateway, testKey } from './running-gateway.ts';

const head = `Host: x\r\nx-api-key: ${testKey}\r\n`;
const typed = `${head}Content-Type: application/json\r\n`;
const get = (target: string, headers = head) => `GET ${target} HTTP/1.1\r\n${headers}\r\n`;
const post = (headers: string, body = '') => `POST /api/v1/samples HTTP/1.1\r\n${headers}\r\n${body}`;

// @req robust.hostile-input, errors.never-5xx
test.each<[string, readonly (string | Buffer)[], number]>([
  ['headers of 100 KB', [get('/api/v1/samples', `${head}x-long: ${'x'.repeat(100_000)}\r\n`)], 431],
  ['a thousand headers of 100 bytes', [get('/api/v1/samples', head + `x-a: ${'x'.repeat(93)}\r\n`.repeat(1_000))], 431],
  ['a request line of 100 KB', [get(`/api/v1/samples?q=${'x'.repeat(100_000)}`)], 431],
  ['headers that never end', [`GET / HTTP/1.1\r\n`, 'x-a: b\r\n'.repeat(20_000)], 431],
  ['what is no HTTP', ['\0\x01\x02 nonsense\r\n\r\n'], 400],
  ['a TLS hello', [Buffer.from('16030100c8010000c40303', 'hex')], 400],
  ['an unknown method', [`BREW / HTTP/1.1\r\n${head}\r\n`], 400],
  ['a method of another case', [`get / HTTP/1.1\r\n${head}\r\n`], 400],
  ['another protocol version', [`GET / HTTP/9.9\r\n${head}\r\n`], 400],
  ['no host', [`GET /api/v1/samples HTTP/1.1\r\nx-api-key: ${testKey}\r\n\r\n`], 400],
  ['CONNECT', [`CONNECT example.test:443 HTTP/1.1\r\n${head}\r\n`], 400],
  ['a NUL in a header', [get('/api/v1/samples', `${head}x-a: a\0b\r\n`)], 400],
  ['a header without a colon', [get('/api/v1/samples', `${head}nonsense\r\n`)], 400],
  ['a folded header', [get('/api/v1/samples', `${head}x-a: a\r\n b\r\n`)], 400],
  ['a space before the colon', [get('/api/v1/samples', `${head}x-a : a\r\n`)], 400],
  ['a bare line feed between headers', [`GET / HTTP/1.1\nHost: x\n\n`], 400],
  ['a NUL in the path', [get('/api/v1/samples/\0')], 400],
  ['two lengths', [post(`${typed}Content-Length: 2\r\nContent-Length: 3\r\n`, '{}')], 400],
  ['a negative length', [post(`${typed}Content-Length: -1\r\n`)], 400],
  ['a length beyond 2^64', [post(`${typed}Content-Length: 99999999999999999999999\r\n`)], 400],
  ['length and chunks', [post(`${typed}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n')], 400],
  ['an unknown transfer encoding', [post(`${typed}Transfer-Encoding: gzip\r\n`, 'x')], 400],
  ['a bad chunk size', [post(`${typed}Transfer-Encoding: chunked\r\n`, 'zz\r\n{}\r\n')], 400],
  ['a chunk longer than it says', [post(`${typed}Transfer-Encoding: chunked\r\n`, '1\r\n{}\r\n0\r\n\r\n')], 400],
  ['endless chunk extensions', [post(`${typed}Transfer-Encoding: chunked\r\n`, `2;${'x'.repeat(50_000)}\r\n`)], 413],
  ['a bad percent-encoding in the path', [get('/api/v1/samples/%')], 404],
  ['UTF-8 that is none in the path', [get('/api/v1/samples/by-external/%c0%80')], 404],
  ['a lone surrogate in the path', [get('/api/v1/samples/by-external/%ed%a0%80')], 404],
  ['raw bytes in the path', [Buffer.from(get('/api/v1/samples/by-external/\xff\xfe'), 'latin1')], 400],
  ['backslashes', [get('/api/v1/samples\\..\\..\\etc')], 404],
  ['dots', [get('/api/v1/samples/../../../etc/passwd')], 404],
  ['an asterisk', [`OPTIONS * HTTP/1.1\r\n${head}\r\n`], 404],
  ['another host in the target', [get('http://other.test/nowhere')], 404],
  ['a fragment', [get('/nowhere#/api/v1/samples')], 404],
  ['the name of a prototype', [get('/api/v1/__proto__')], 404],
  ['a version to accept', [get('/nowhere', `${head}accept-version: 1.x\r\n`)], 404],
  ['bad UTF-8 in the query', [get('/api/v1/samples?q=%ff')], 422],
  ['a key with a NUL', [get('/api/v1/samples', `Host: x\r\nx-api-key: ${testKey}%00\r\n`)], 401],
  [
    'two Authorizations',
    [get('/api/v1/samples', `Host: x\r\n${`Authorization: Bearer ${testKey}\r\n`.repeat(2)}`)],
    401,
  ],
  ['two x-api-keys', [get('/api/v1/samples', `${head}x-api-key: ${testKey}\r\n`)], 401],
  ['two media types', [post(`${typed}Content-Type: application/json\r\nContent-Length: 2\r\n`, '{}')], 415],
  ['a body of NULs', [post(`${head}Content-Length: 5\r\n`, '\0\0\0\0\0')], 415],
])('answers %s with JSON and a request id', async (_name, parts, status) => {
  await using lab = await runningGateway();

  const answer = await rawRequest(lab.gateway.port, ...parts);

  expect(JSON.parse(answer.body)).toHaveProperty('detail');
  expect(answer.status).toBe(status);
  expect(answer.headers['x-request-id']).toMatch(/^[\x20-\x7e]{1,128}$/);
  expect(answer.headers['content-type']).toContain('application/json');
  expect(lab.execution.calls).toEqual([]);
});

// @req errors.headers-too-large
test.each([
  ['a request line', get(`/api/v1/samples?q=${'x'.repeat(100_000)}`)],
  ['headers', get('/api/v1/samples', `${head}x-long: ${'x'.repeat(100_000)}\r\n`)],
])('says of %s that are too large what is wrong with them', async (_name, request) => {
  await using lab = await runningGateway();

  const answer = await rawRequest(lab.gateway.port, request);

  expect([answer.status, JSON.parse(answer.body)]).toEqual([431, { detail: 'headers_too_large' }]);
});

test.each<[string, readonly (string | Buffer)[]]>([
  ['an expectation nobody knows', [get('/api/v1/samples', `${head}Expect: miracles\r\n`)]],
  ['the wish to upgrade', [get('/api/v1/samples', `${head}Connection: Upgrade\r\nUpgrade: websocket\r\n`)]],
  ['a version to accept', [get('/api/v1/samples', `${head}accept-version: 9\r\n`)]],
  ['the name of a prototype as parameter', [get('/api/v1/samples?__proto__=1&constructor=2')]],
  ['a body of bad UTF-8', [post(`${typed}Content-Length: 2\r\n`), Buffer.from([0xff, 0xfe])]],
  ['a trailer', [post(`${typed}Transfer-Encoding: chunked\r\n`, '2\r\n{}\r\n0\r\nx-a: b\r\n\r\n')]],
  ['the absolute form of the target', [get('http://x/api/v1/samples')]],
  ['HTTP/1.0 without a host', [`GET /api/v1/samples HTTP/1.0\r\nx-api-key: ${testKey}\r\n\r\n`]],
])('lets %s through to the service', async (_name, parts) => {
  await using lab = await runningGateway();

  const answer = await rawRequest(lab.gateway.port, ...parts);

  expect(answer.status).toBe(200);
  expect(lab.execution.calls).toHaveLength(1);
});
