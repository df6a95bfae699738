import { expect, test } from '@jest/globals';
import { rawRequest } from './raw-request.ts';
import { authorization, runningGateway, testKey } from './running-gateway.ts';

const json = { ...authorization, 'content-type': 'application/json' };
const head = `Host: x\r\nx-api-key: ${testKey}\r\n`;
const post = `POST /api/v1/samples HTTP/1.1\r\n${head}`;
const mebibyte = 1024 * 1024;

// @req errors.media-type
test.each([
  ['application/json', 200],
  ['Application/JSON', 200],
  ['application/json;charset=UTF-8', 200],
  ['application/json; charset="utf-8"', 200],
  ['application/json; profile=x', 200],
  ['application/json; charset=latin1', 415],
  ['application/json; charset', 415],
  ['application/json, application/json', 415],
  ['application/jsonp', 415],
  ['application/merge-patch+json', 415],
  ['text/plain', 415],
  ['multipart/form-data; boundary=x', 415],
  ['nonsense', 415],
  [';', 415],
])('a body of %s gets %d', async (mediaType, status) => {
  await using lab = await runningGateway();

  const response = await lab.fetch('/api/v1/samples', {
    method: 'POST',
    body: Buffer.from('{}'),
    headers: { ...authorization, 'content-type': mediaType },
  });

  expect(response.status).toBe(status);
});

test('a body without a media type, or encoded, is unsupported', async () => {
  await using lab = await runningGateway();

  const untyped = await rawRequest(lab.gateway.port, `${post}Content-Length: 2\r\n\r\n{}`);
  const encoded = await lab.fetch('/api/v1/samples', {
    method: 'POST',
    body: '{}',
    headers: { ...json, 'content-encoding': 'gzip' },
  });

  expect([untyped.status, encoded.status]).toEqual([415, 415]);
});

// @req errors.payload-size
test.each([
  ['exactly the limit', '/api/v1/samples', mebibyte, 200],
  ['one byte more', '/api/v1/samples', mebibyte + 1, 413],
  ['ten times the limit', '/api/v1/samples', 10 * mebibyte, 413],
  ['the limit of bulk', '/api/v1/samples/bulk', 8 * mebibyte, 200],
  ['one byte more in bulk', '/api/v1/samples/bulk', 8 * mebibyte + 1, 413],
])('%s: judged alike by its length and by its bytes', async (_name, path, bytes, status) => {
  await using lab = await runningGateway();
  const body = Buffer.alloc(bytes, 0x20);
  const stream = new Blob([body]).stream();

  const counted = await lab.fetch(path, { method: 'POST', body, headers: json });
  const chunked = await lab.fetch(path, { method: 'POST', body: stream, headers: json, duplex: 'half' });

  expect([counted.status, chunked.status]).toEqual([status, status]);
  const received = lab.execution.calls.map(({ request }) => request.body.length);
  expect(received).toEqual(status === 200 ? [bytes, bytes] : []);
});

test('refuses a long body by its announced length, before a byte of it came', async () => {
  await using lab = await runningGateway();

  const answer = await rawRequest(
    lab.gateway.port,
    `${post}Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n`,
  );

  expect([answer.status, JSON.parse(answer.body)]).toEqual([413, { detail: 'payload_too_large' }]);
});

test('takes the next request of a connection whose body was too long', async () => {
  await using lab = await runningGateway();
  const long = `${post}Content-Type: application/json\r\nContent-Length: ${2 * mebibyte}\r\n\r\n`;

  const first = await rawRequest(lab.gateway.port, long, Buffer.alloc(2 * mebibyte, 0x20));
  const second = await lab.fetch('/api/v1/samples');

  expect([first.status, first.headers['connection'], second.status]).toEqual([413, 'keep-alive', 200]);
});

test('puts a body of many chunks together', async () => {
  await using lab = await runningGateway();
  const chunks = ['1\r\n{\r\n', '5;x=y\r\n"a":"\r\n', '2\r\n\xc3\xa9\r\n', '2\r\n"}\r\n', '0\r\n\r\n'];

  const answer = await rawRequest(
    lab.gateway.port,
    `${post}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ...chunks.map((chunk) => Buffer.from(chunk, 'latin1')),
  );

  expect(answer.status).toBe(200);
  expect(Buffer.from(lab.execution.only.body).toString()).toBe('{"a":"é"}');
});

test('a body beside a read is not looked at', async () => {
  await using lab = await runningGateway();

  const answer = await rawRequest(
    lab.gateway.port,
    `GET /api/v1/samples HTTP/1.1\r\n${head}Content-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc`,
  );

  expect(answer.status).toBe(200);
  expect(lab.execution.only.body).toHaveLength(0);
});
