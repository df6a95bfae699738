import { once } from 'node:events';
import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { rawConnection } from './raw-connection.ts';
import { answer } from './recording-service.ts';
import { authorization, runningGateway, testKey, type RunningGateway } from './running-gateway.ts';

const json = { ...authorization, 'content-type': 'application/json' };
const head = `HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
const withKey = `${head}x-api-key: ${testKey}\r\n`;
const body = '{"a":"bcdefgh"}';
const withBody = `Content-Length: ${body.length}\r\n\r\n${body}`;
/** What announces a body of 15 bytes and asks whether it may come: by the answer a test knows that the request has. */
const announced = `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`;

/** More than the buffers of a connection take. */
const longAnswer = answer(200, 'x'.repeat(48 * 1024 * 1024));
const oneAtATime = { BENCHLINE_GATEWAY_REQUESTS_IN_FLIGHT_MAX: '1' };

const post = (lab: RunningGateway) => lab.fetch('/api/v1/samples', { method: 'POST', body, headers: json });

// @req load.shed
test.each([
  ['place', oneAtATime],
  ['room of its body', { BENCHLINE_GATEWAY_BODY_MEMORY_BYTES_MAX: String(body.length) }],
])('an answer that nobody reads yet keeps its place: the %s', async (_name, bounds) => {
  await using lab = await runningGateway(bounds);
  lab.execution.execute = () => Promise.resolve(longAnswer);
  using connection = await rawConnection(lab.gateway.port);
  connection.write(`POST /api/v1/samples ${withKey}${withBody}`);
  await once(connection.socket, 'readable');
  lab.execution.execute = () => Promise.resolve(answer(200, {}));

  const meanwhile = await post(lab);
  connection.socket.resume();

  expect([meanwhile.status, await meanwhile.json()]).toEqual([503, { detail: 'overloaded' }]);
  await eventually(async () => (await post(lab)).status === 200);
});

test('who never reads an answer is cut off, and what was held for it is free', async () => {
  await using lab = await runningGateway(oneAtATime, 'off', { answerStallMs: 100 });
  lab.execution.execute = () => Promise.resolve(longAnswer);
  using connection = await rawConnection(lab.gateway.port);
  connection.write(`GET /api/v1/samples ${withKey}\r\n`);
  await once(connection.socket, 'readable');
  lab.execution.execute = () => Promise.resolve(answer(200, {}));

  await eventually(async () => (await post(lab)).status === 200);
  connection.socket.resume();
  await once(connection.socket, 'close');

  expect(connection.socket.bytesRead).toBeLessThan(longAnswer.body.length);
});

test('a slow reader gets its answer, however long it takes, while it reads', async () => {
  await using lab = await runningGateway({}, 'off', { answerStallMs: 500 });
  lab.execution.execute = () => Promise.resolve(longAnswer);
  using connection = await rawConnection(lab.gateway.port);
  const { socket } = connection;
  const end = Date.now() + 1_600;

  connection.write(`GET /api/v1/samples ${withKey}Connection: close\r\n\r\n`);
  await eventually(() => {
    socket.read();
    return Date.now() >= end;
  });
  socket.resume();
  await once(socket, 'end');

  expect(socket.bytesRead).toBeGreaterThan(longAnswer.body.length);
});

test('waiting for a service is no stand-still, nor is a connection that is kept for the next request', async () => {
  await using lab = await runningGateway({}, 'off', { answerStallMs: 50 });
  const end = Date.now() + 200;
  lab.execution.execute = async () => {
    await eventually(() => Date.now() >= end);
    return answer(200, { id: 1 });
  };
  using connection = await rawConnection(lab.gateway.port);

  connection.write(`GET /api/v1/samples ${withKey}\r\n`);
  await connection.until('{"id":1}');
  const keptUntil = Date.now() + 200;
  await eventually(() => Date.now() >= keptUntil);
  connection.write(`GET /version ${head}\r\n`);

  await connection.until('"name":"benchline"');
});

// @req load.shed
test.each([
  ['a stranger', '/api/v1/auth/sign-in', head],
  ['a key', '/api/v1/samples', withKey],
])('a body that %s lets wait for keeps nobody out', async (_name, path, headers) => {
  await using lab = await runningGateway(oneAtATime);
  lab.identity.execute = () => Promise.resolve(answer(401, {}));
  using waiting = await rawConnection(lab.gateway.port);
  waiting.write(`POST ${path} ${headers}${announced}`);
  await waiting.until('100 Continue');

  const meanwhile = await post(lab);
  waiting.write(body);

  expect(meanwhile.status).toBe(200);
  await waiting.until('\r\n\r\n{}');
});

test('a body that is in when all places are taken is refused like any other request, and let go', async () => {
  await using lab = await runningGateway({
    ...oneAtATime,
    BENCHLINE_GATEWAY_BODY_MEMORY_BYTES_MAX: String(body.length),
  });
  const gate = Promise.withResolvers<undefined>();
  lab.execution.execute = async () => {
    await gate.promise;
    return answer(200, {});
  };
  using waiting = await rawConnection(lab.gateway.port);
  waiting.write(`POST /api/v1/samples ${withKey}${announced}`);
  await waiting.until('100 Continue');
  const running = lab.fetch('/api/v1/samples');
  await eventually(() => lab.execution.calls.length === 1);

  waiting.write(body);
  await waiting.until('{"detail":"overloaded"}');
  gate.resolve(undefined);
  const statuses = [(await running).status, (await post(lab)).status];

  expect(statuses).toEqual([200, 200]);
  expect(lab.execution.calls).toHaveLength(2);
});

// @req service.drain
test('a stop lets a request end whose body is still coming', async () => {
  await using lab = await runningGateway();
  using waiting = await rawConnection(lab.gateway.port);
  waiting.write(`POST /api/v1/samples ${withKey}${announced}`);
  await waiting.until('100 Continue');

  const stopped = lab.gateway.stop();
  await eventually(() =>
    lab.fetch('/healthz').then(
      () => false,
      () => true,
    ),
  );
  waiting.write(body);
  await waiting.until('\r\n\r\n{}');
  await stopped;

  expect(Buffer.from(lab.execution.only.body).toString()).toBe(body);
});

test('names the caller of a request whose connection was reset right after it', async () => {
  await using lab = await runningGateway({ RATE_LIMIT_ADDRESS_PER_SECOND: '1' });
  using connection = await rawConnection(lab.gateway.port);
  connection.write(`GET /healthz ${head}\r\n`);
  await connection.until('{"status":"ok"}');

  connection.write(`POST /api/v1/auth/set-up ${head}${withBody}`);
  connection.socket.resetAndDestroy();
  await eventually(() => lab.identity.calls.length === 1);

  expect(lab.identity.only.call?.source).toBe('127.0.0.1');
  expect(lab.log.join('')).not.toContain('defect');
});
