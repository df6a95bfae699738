import { describeWithOwnServer, eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { commit, firstOrg, sample, sampleOf, writes } from '../contract/fixture.ts';
import { openMongoStore } from './open-mongo-store.ts';

const options = { database: 'outage', shape: 'v1', timeoutMs: 1_000 };

describeWithOwnServer('mongodb', 'a server of the MongoDB wire that goes away', (start) => {
  // @req service.outage
  test('makes calls unavailable, and they go on when it is back', async () => {
    await using server = await start();
    await using resources = new AsyncDisposableStack();
    const store = await openMongoStore({ ...options, url: server.url });
    resources.defer(() => store.close());
    await store.append(commit(1), writes({ entities: [sample(1)] }), []);

    await server.kill();
    expect(await store.ping()).toBe(false);
    await expect(store.append(commit(2), writes(), [])).rejects.toMatchObject({
      kind: 'unavailable',
      retryAfterSeconds: 1,
    });
    await expect(store.position(firstOrg)).rejects.toMatchObject({ kind: 'unavailable' });

    await server.restart();
    await eventually(() => store.ping(), { timeoutMs: 20_000 });
    expect(['inserted', 'mine']).toContain(await store.append(commit(2), writes(), []));
    expect(await sampleOf(store, 1)).toEqual(sample(1));
    expect(await store.position(firstOrg)).toMatchObject({ head: 2, applied: 2 });
  }, 120_000);
});

test('refuses to open a store while it is away', async () => {
  await expect(openMongoStore({ ...options, url: 'mongodb://someone:secret@127.0.0.1:1/' })).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.not.stringContaining('secret'),
  });
});
