import { randomUUID } from 'node:crypto';
import { describeWithServer } from '@benchline/testing';
import { MongoClient } from 'mongodb';
import { describeStore } from '../contract.ts';
import { openMongoStore } from './open-mongo-store.ts';

const timeoutMs = 10_000;

describeWithServer('mongodb', 'on the MongoDB wire', (server) => {
  // @req store.contract
  describeStore('MongoDB', async () => {
    const options = { url: server.url(), database: `store_${randomUUID()}`, shape: 'v1', timeoutMs };
    let store = await openMongoStore(options);
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await openMongoStore(options);
        return store;
      },
      [Symbol.asyncDispose]: async () => {
        await store.close();
        await using client = await MongoClient.connect(options.url, { serverSelectionTimeoutMS: timeoutMs });
        await client.db(options.database).dropDatabase();
      },
    };
  });
});
