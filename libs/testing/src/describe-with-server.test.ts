import { expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describeWithOwnServer, describeWithServer } from './describe-with-server.ts';

describeWithServer('mongodb', 'a shared MongoDB server', (server) => {
  test('keeps what is written to it', async () => {
    await using client = new MongoClient(server.url());
    const notes = client.db('testing').collection<{ _id: string }>('notes');
    const note = { _id: randomUUID() };

    await notes.insertOne(note);

    expect(await notes.findOne(note)).toEqual(note);
    await notes.deleteOne(note);
  });
});

describeWithOwnServer('mongodb', 'a MongoDB server of a test', (start) => {
  test('is gone after a kill and has its data after a restart, at the same address', async () => {
    await using server = await start();
    const write = async () => {
      await using client = new MongoClient(server.url, { serverSelectionTimeoutMS: 500 });
      const notes = client.db('testing').collection('notes');
      await notes.insertOne({});
      return await notes.countDocuments();
    };

    expect(await write()).toBe(1);
    await server.kill();
    await expect(write()).rejects.toThrow();
    await server.restart();
    expect(await write()).toBe(2);
  });
});

describeWithServer('nats', 'a shared NATS server', (server) => {
  test('speaks first', async () => {
    expect(await greeting(server.url())).toMatch(/^INFO .*"jetstream":true/);
  });
});

describeWithOwnServer('nats', 'a NATS server of a test', (start) => {
  test('is gone after a kill and is back after a restart, at the same address', async () => {
    await using server = await start();

    expect(await greeting(server.url)).toMatch(/^INFO /);
    await server.kill();
    await expect(greeting(server.url)).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect(await greeting(server.url)).toMatch(/^INFO /);
  });
});

async function greeting(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    const [text] = (await once(socket, 'data')) as [Buffer];
    return text.toString('latin1');
  } finally {
    socket.destroy();
  }
}
