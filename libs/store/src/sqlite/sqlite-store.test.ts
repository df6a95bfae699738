import { join } from 'node:path';
import { temporaryFolder } from '@benchline/testing';
import { describeStore } from '../contract.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

// @req store.contract
describeStore('SQLite', async () => {
  await using resources = new AsyncDisposableStack();
  const folder = join(resources.use(await temporaryFolder()).path, 'store');
  let store = await openSqliteStore({ folder, shape: 'v1' });
  resources.defer(() => store.close());
  const owned = resources.move();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openSqliteStore({ folder, shape: 'v1' });
      return store;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
});
