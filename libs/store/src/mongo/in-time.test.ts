import type { Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { MongoClient, type Collection } from 'mongodb';
import { greetingServer } from './greeting-server.ts';
import { inTime } from './in-time.ts';
import { translated } from './mongo-errors.ts';

const timeoutMs = 200;
const testTimeoutMs = 20_000;
/** Beyond what the buffers of both sides take in. */
const large = 'x'.repeat(15_000_000);
async function clientOf(port: number, stack: AsyncDisposableStack): Promise<MongoClient> {
  const client = new MongoClient(`mongodb://127.0.0.1:${String(port)}/?retryWrites=false`, {
    maxPoolSize: 1,
    ...{ serverSelectionTimeoutMS: 2_000, waitQueueTimeoutMS: 2_000, socketTimeoutMS: timeoutMs / 2 },
  });
  stack.defer(() => client.close());
  return client.connect();
}

const commands: Readonly<Record<string, (things: Collection<{ _id: string }>) => Promise<unknown>>> = {
  insertOne: (things) => things.insertOne({ _id: large }),
  insertMany: (things) => things.insertMany([{ _id: large }], { ordered: false }),
  bulkWrite: (things) => things.bulkWrite([{ insertOne: { document: { _id: large } } }], { ordered: false }),
  updateOne: (things) => things.updateOne({ _id: large }, { $set: { a: 1 } }, { upsert: true }),
  updateMany: (things) => things.updateMany({ _id: large }, { $set: { a: 1 } }),
  deleteOne: (things) => things.deleteOne({ _id: large }),
  deleteMany: (things) => things.deleteMany({ _id: large }),
  findOneAndUpdate: (things) => things.findOneAndUpdate({ _id: large }, { $set: { a: 1 } }, { upsert: true }),
  find: (things) => things.find({ _id: large }, { limit: 1 }).toArray(),
  findOne: (things) => things.findOne({ _id: large }),
};

describe.each(['closes', 'waits'] as const)('a server that takes in nothing more, and %s', (then) => {
  // @req service.outage
  test.each(Object.keys(commands))(
    '%s ends as unavailable, and so does the next one',
    async (name) => {
      await using stack = new AsyncDisposableStack();
      const { port } = stack.use(await greetingServer({ closesLarge: then === 'closes' }));
      const client = await clientOf(port, stack);
      const things = inTime(client.db('test'), timeoutMs).collection<{ _id: string }>('things');
      const run = async (): Promise<unknown> => commands[name]?.(things).catch(translated);

      // The second one has no connection if the first one kept the only one.
      expect(await run()).toMatchObject({ kind: 'unavailable' });
      expect(await run()).toMatchObject({
        kind: 'unavailable',
        cause: expect.not.objectContaining({ name: 'MongoWaitQueueTimeoutError' }),
      });
    },
    testTimeoutMs,
  );
});

/** Closes the sockets of all connections that wait for commands; nobody hears of it before the next turn. */
function closeSockets(client: MongoClient): void {
  const { topology } = client as unknown as {
    topology: { s: { servers: Map<string, { pool: { connections: Iterable<{ socket: Socket }> } }> } };
  };
  for (const { pool } of topology.s.servers.values()) for (const { socket } of pool.connections) socket.destroy();
}

// @req service.outage
test(
  'a command that is written as its socket is closed ends as unavailable, and the next one has a connection',
  async () => {
    await using stack = new AsyncDisposableStack();
    const client = await clientOf(stack.use(await greetingServer()).port, stack);
    const database = inTime(client.db('test'), timeoutMs);
    const write = () => database.collection('things').insertOne({ a: 1 });
    await write();

    closeSockets(client);

    await expect(write().catch(translated)).resolves.toMatchObject({ kind: 'unavailable' });
    await expect(write()).resolves.toMatchObject({ acknowledged: true });
  },
  testTimeoutMs,
);
