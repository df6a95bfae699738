import { AppError } from '@benchline/errors';
import { expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { once } from 'node:events';
import { eventually } from '@benchline/testing';
import { answer } from './recording-service.ts';
import { rawRequest } from './raw-request.ts';
import { authorization, runningGateway, testKey } from './running-gateway.ts';

const json = { ...authorization, 'content-type': 'application/json' };
const post = `POST /api/v1/samples HTTP/1.1\r\nHost: x\r\nx-api-key: ${testKey}\r\nContent-Type: application/json\r\n`;

test('refuses the request beyond the bound, and takes one again when another has ended', async () => {
  await using lab = await runningGateway({ BENCHLINE_GATEWAY_REQUESTS_IN_FLIGHT_MAX: '1' });
  const gate = Promise.withResolvers<undefined>();
  lab.execution.execute = async () => {
    await gate.promise;
    return answer(200, {});
  };

  const first = lab.fetch('/api/v1/samples');
  await eventually(() => lab.execution.calls.length === 1);
  const second = await lab.fetch('/api/v1/samples');
  const probe = await lab.fetch('/readyz');
  gate.resolve(undefined);
  const firstStatus = (await first).status;
  const third = await lab.fetch('/api/v1/samples');

  expect([second.status, await second.json()]).toEqual([503, { detail: 'overloaded' }]);
  expect(second.headers.get('retry-after')).toBe('1');
  expect([firstStatus, probe.status, third.status]).toEqual([200, 200, 200]);
});

test('refuses bodies that memory has no room for, and gives the room back', async () => {
  await using lab = await runningGateway({ BENCHLINE_GATEWAY_BODY_MEMORY_BYTES_MAX: '100' });
  const send = (bytes: number) =>
    lab.fetch('/api/v1/samples', { method: 'POST', body: ' '.repeat(bytes), headers: json });

  const statuses = [];
  for (const bytes of [100, 101, 60, 101, 100]) statuses.push((await send(bytes)).status);

  expect(statuses).toEqual([200, 503, 200, 503, 200]);
});

test('gives the room of a body back that was cut off or refused by its terms', async () => {
  await using lab = await runningGateway({ BENCHLINE_GATEWAY_BODY_MEMORY_BYTES_MAX: '100' });
  const socket = connect({ port: lab.gateway.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.write(`${post}Content-Length: 100\r\n\r\n${' '.repeat(90)}`);
  const send = () => lab.fetch('/api/v1/samples', { method: 'POST', body: ' '.repeat(90), headers: json });
  await eventually(async () => (await send()).status === 503);

  socket.destroy();
  const badTerms = { method: 'POST', body: ' '.repeat(5), headers: { ...json, 'idempotency-key': '' } };
  const refused = await lab.fetch('/api/v1/samples', badTerms);

  expect(refused.status).toBe(422);
  await eventually(async () => (await send()).status === 200);
});

test('a request that doesn’t arrive in time is answered and dropped', async () => {
  await using lab = await runningGateway({ BENCHLINE_GATEWAY_RECEIVE_TIMEOUT_MS: '100' });

  const headers = await rawRequest(lab.gateway.port, 'GET /api/v1/samples HTTP/1.1\r\nHost: x\r\n');
  const body = await rawRequest(lab.gateway.port, `${post}Content-Length: 10\r\n\r\n{`);

  expect([headers.status, JSON.parse(headers.body)]).toEqual([400, { detail: 'request_timeout' }]);
  expect([body.status, JSON.parse(body.body)]).toEqual([400, { detail: 'request_timeout' }]);
});

// @req service.drain
test('a stop lets running requests end, takes no others, and tells so', async () => {
  await using lab = await runningGateway();
  const gate = Promise.withResolvers<undefined>();
  lab.execution.execute = async () => {
    await gate.promise;
    return answer(200, { id: 1 });
  };
  const running = lab.fetch('/api/v1/samples');
  await eventually(() => lab.execution.calls.length === 1);

  const stopped = lab.gateway.stop();
  await eventually(() =>
    lab.fetch('/healthz').then(
      () => false,
      () => true,
    ),
  );
  gate.resolve(undefined);
  const response = await running;
  await stopped;

  expect([response.status, await response.json()]).toEqual([200, { id: 1 }]);
});

test('a connection that is still open while the gateway drains is answered, and told that it is draining', async () => {
  await using lab = await runningGateway();
  const gate = Promise.withResolvers<undefined>();
  lab.execution.execute = async () => {
    await gate.promise;
    return answer(200, {});
  };
  const socket = connect({ port: lab.gateway.port, host: '127.0.0.1' });
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString()));
  socket.write(`GET /api/v1/samples HTTP/1.1\r\nHost: x\r\nx-api-key: ${testKey}\r\n\r\n`);
  await eventually(() => lab.execution.calls.length === 1);

  const closed = once(socket, 'close');
  const stopped = lab.gateway.stop();
  socket.write('GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n');
  await eventually(() => lab.execution.healthChecks === 1);
  gate.resolve(undefined);
  await stopped;
  await closed;

  expect(received).toContain('503 Service Unavailable');
  expect(received).toContain('"status":"draining"');
});

test('a stop waits no longer than it may', async () => {
  await using lab = await runningGateway({ BENCHLINE_GATEWAY_DRAIN_TIMEOUT_MS: '50' });
  lab.execution.execute = () => new Promise(() => undefined);
  const running = lab.fetch('/api/v1/samples');
  await eventually(() => lab.execution.calls.length === 1);

  const cut = expect(running).rejects.toThrow();
  await lab.gateway.stop();
  await cut;
});

test('a service that doesn’t answer until the deadline is unavailable', async () => {
  await using lab = await runningGateway({ BENCHLINE_GATEWAY_REQUEST_DEADLINE_MS: '30' });
  lab.execution.execute = async (_request, { deadline }) => {
    await eventually(() => Date.now() >= deadline);
    throw new AppError('unavailable', 'unavailable', 'late');
  };

  const response = await lab.fetch('/api/v1/samples');

  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
});
