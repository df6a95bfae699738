import { EventEmitter, once } from 'node:events';
import { afterEach, expect, jest, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { greetingServer } from './greeting-server.ts';
import { reviveWhenStuck } from './revive.ts';

const testTimeoutMs = 20_000;
const address = '127.0.0.1:27017';

afterEach(() => {
  jest.useRealTimers();
});

/** What of the driver looks at a server: its command never ends from now on, as where it was written to a socket that is destroyed. */
function loseSight(client: MongoClient): void {
  const { topology } = client as unknown as {
    topology: { s: { servers: Map<string, { monitor: { connection: { command: () => Promise<never> } } }> } };
  };
  for (const { monitor } of topology.s.servers.values()) {
    monitor.connection.command = () => new Promise<never>(() => undefined);
  }
}

async function clientOf(port: number, stack: AsyncDisposableStack): Promise<MongoClient> {
  const timeoutMs = 100;
  const client = new MongoClient(`mongodb://127.0.0.1:${String(port)}`, {
    ...{ serverSelectionTimeoutMS: timeoutMs, connectTimeoutMS: timeoutMs, heartbeatFrequencyMS: 500 },
  });
  const stop = reviveWhenStuck(client, { timeoutMs, heartbeatMs: 500, lostSight: () => undefined });
  stack.defer(async () => {
    await stop();
    await client.close();
  });
  await client.connect();
  return client;
}

// @req service.outage
test(
  'a client that has lost sight of its server for good starts anew, and the same databases work',
  async () => {
    await using stack = new AsyncDisposableStack();
    const { port } = stack.use(await greetingServer());
    const client = await clientOf(port, stack);
    const database = client.db('test');

    loseSight(client);
    await once(client, 'topologyClosed');
    await once(client, 'serverHeartbeatSucceeded');

    expect(await database.command({ ping: 1 })).toMatchObject({ ok: 1 });
  },
  testTimeoutMs,
);

// @req service.outage
test(
  'where the server is away as well, it goes on until the server is back',
  async () => {
    await using stack = new AsyncDisposableStack();
    const server = await greetingServer();
    const client = await clientOf(server.port, stack);

    loseSight(client);
    const failed = once(client, 'serverHeartbeatFailed');
    await once(client, 'topologyClosed');
    await server[Symbol.asyncDispose]();
    await failed;
    stack.use(await greetingServer({ port: server.port }));
    await once(client, 'serverHeartbeatSucceeded');

    expect(await client.db('test').command({ ping: 1 })).toMatchObject({ ok: 1 });
  },
  testTimeoutMs,
);

/** Heartbeats as the driver tells of them, and how often the client was made to start anew. */
function toldClient() {
  const client = Object.assign(new EventEmitter(), {
    connected: 0,
    close: () => Promise.resolve(),
    connect: () => {
      client.connected += 1;
      return Promise.resolve();
    },
  });
  const lostSight = jest.fn();
  const stop = reviveWhenStuck(client as unknown as MongoClient, { timeoutMs: 5_000, heartbeatMs: 10_000, lostSight });
  return { client, stop, lostSight };
}

test.each([
  ['answered', 'serverHeartbeatSucceeded', { connectionId: address }],
  ['that failed', 'serverHeartbeatFailed', { connectionId: address }],
  ['at a server that is no longer one of them', 'serverClosed', { address }],
])('a look %s is none that is stuck', async (_what, event, told) => {
  jest.useFakeTimers();
  const { client } = toldClient();

  client.emit('serverHeartbeatStarted', { connectionId: address, awaited: false });
  client.emit(event, told);
  await jest.advanceTimersByTimeAsync(60_000);

  expect(client.connected).toBe(0);
});

test.each([
  [false, 11_000],
  [true, 21_000],
])('a look may take as long as the driver gives it; one that is kept open (%s) longer', async (awaited, longestMs) => {
  jest.useFakeTimers();
  const { client, lostSight } = toldClient();

  client.emit('serverHeartbeatStarted', { connectionId: address, awaited });
  await jest.advanceTimersByTimeAsync(longestMs - 1);
  const before = client.connected;
  await jest.advanceTimersByTimeAsync(1);

  expect([before, client.connected]).toEqual([0, 1]);
  expect(lostSight).toHaveBeenCalledTimes(1);
});

test('nothing starts anew once it has ended', async () => {
  jest.useFakeTimers();
  const { client, stop } = toldClient();

  client.emit('serverHeartbeatStarted', { connectionId: address, awaited: false });
  await stop();
  await jest.advanceTimersByTimeAsync(60_000);

  expect(client.connected).toBe(0);
});
