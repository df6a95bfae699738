import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { describeCalls } from '../contract.ts';
import { echo, soon, textMethod, type Text } from '../echo.ts';
import type { Channel, Handler } from '../rpc.ts';
import { serveMethod } from '../serve.ts';
import { grpcChannel } from './channel.ts';
import { startGrpcServer, type GrpcServer } from './server.ts';

const host = '127.0.0.1';
const method = textMethod('Echo');

// @req rpc.contract
describeCalls('gRPC', async (settings) => {
  const server = await startGrpcServer({ host, port: 0, ...settings });
  const channel = grpcChannel({ addresses: [`${host}:${server.port}`] });
  return {
    server,
    channel,
    async [Symbol.asyncDispose]() {
      await channel.close();
      await server.close();
    },
  };
});

async function startServer(handler: Handler<Text, Text>, port = 0): Promise<GrpcServer> {
  const server = await startGrpcServer({ host, port, drainMsMax: 5_000, maxMessageBytes: 100_000 });
  server.add([serveMethod(method, handler)]);
  return server;
}

function channelTo(...servers: readonly GrpcServer[]): Channel & AsyncDisposable {
  const addresses = servers.map(({ port }) => `${host}:${port}`);
  const channel = grpcChannel({ addresses, maxMessageBytes: 50_000 });
  return {
    call: channel.call.bind(channel),
    healthy: channel.healthy.bind(channel),
    close: channel.close.bind(channel),
    [Symbol.asyncDispose]: () => channel.close(),
  };
}

test('a server that comes back is found by the same channel', async () => {
  const first = await startServer(echo);
  await using channel = channelTo(first);
  await channel.call(method, { text: '' }, soon());
  await first.close();
  await expect(channel.call(method, { text: '' }, soon())).rejects.toMatchObject({ kind: 'unavailable' });

  await using _back = await startServer(echo, first.port);
  await eventually(() => channel.healthy(soon()));

  expect(await channel.call(method, { text: 'again' }, soon())).toEqual({ text: 'again' });
});

test('calls go to the replicas in turn', async () => {
  await using one = await startServer(() => Promise.resolve({ text: 'one' }));
  await using two = await startServer(() => Promise.resolve({ text: 'two' }));
  await using channel = channelTo(one, two);
  const answers = new Set<string>();

  await eventually(async () => {
    answers.add((await channel.call(method, { text: '' }, soon())).text);
    return answers.size === 2;
  });

  expect([...answers].sort()).toEqual(['one', 'two']);
});

test('a replica that is not there costs no call while another one is', async () => {
  const gone = await startServer(echo);
  await gone.close();
  await using here = await startServer(echo);
  await using channel = channelTo(gone, here);

  const calls = Array.from({ length: 20 }, (_, index) => channel.call(method, { text: String(index) }, soon()));

  expect(await Promise.all(calls)).toHaveLength(20);
});

test('while one of two replicas drains under load, no call fails and none is handled twice', async () => {
  const handled: string[] = [];
  const handler: Handler<Text, Text> = async (request, context) => {
    handled.push(request.text);
    return await echo(request, context);
  };
  await using one = await startServer(handler);
  await using two = await startServer(handler);
  await using channel = channelTo(one, two);
  const sent = Array.from({ length: 600 }, (_, index) => String(index));
  const queue = [...sent];

  await Promise.all([
    ...Array.from({ length: 32 }, async () => {
      for (let text = queue.pop(); text !== undefined; text = queue.pop()) await channel.call(method, { text }, soon());
    }),
    eventually(() => handled.length > 100).then(() => one.drain()),
  ]);

  expect(handled.sort()).toEqual(sent.sort());
});

test('a call that was under way when its replica went is unavailable, and is not sent to another', async () => {
  const handled: string[] = [];
  const handler: Handler<Text, Text> = ({ text }) => {
    handled.push(text);
    return new Promise(() => undefined);
  };
  const one = await startGrpcServer({ host, port: 0, drainMsMax: 0 });
  const two = await startGrpcServer({ host, port: 0, drainMsMax: 0 });
  for (const server of [one, two]) server.add([serveMethod(method, handler)]);
  await using channel = channelTo(one, two);
  const call = expect(channel.call(method, { text: 'write' }, soon())).rejects.toMatchObject({ kind: 'unavailable' });
  await eventually(() => handled.length > 0);

  await Promise.all([one.close(), two.close()]);

  await call;
  expect(handled).toEqual(['write']);
});

test('a request that is too large is refused before it is sent', async () => {
  await using server = await startServer(echo);
  await using channel = channelTo(server);

  const call = channel.call(method, { text: 'x'.repeat(50_001) }, soon());

  await expect(call).rejects.toMatchObject({ kind: 'payload_too_large', reason: 'message_too_large' });
});

test('an answer that is too large is an internal error', async () => {
  await using server = await startServer(() => Promise.resolve({ text: 'x'.repeat(100_001) }));
  await using channel = channelTo(server);

  await expect(channel.call(method, { text: '' }, soon())).rejects.toMatchObject({ kind: 'internal' });
});

test('more calls at a time than a channel may carry are refused at once', async () => {
  const gate = Promise.withResolvers<Text>();
  await using server = await startServer(() => gate.promise);
  const channel = grpcChannel({ addresses: [`${host}:${server.port}`], callsMax: 1 });
  const first = channel.call(method, { text: '' }, soon());

  await expect(channel.call(method, { text: '' }, soon())).rejects.toMatchObject({ kind: 'unavailable' });

  gate.resolve({ text: 'first' });
  expect(await first).toEqual({ text: 'first' });
  await channel.close();
});

test('a port that is taken is said when the server starts', async () => {
  await using server = await startServer(echo);

  await expect(startGrpcServer({ host, port: server.port })).rejects.toThrow('EADDRINUSE');
});

test('several replicas are named by address', () => {
  expect(() => grpcChannel({ addresses: ['a:1', 'b:1'] })).toThrow('a:1 is not ip:port');
});
