import { expect, test } from '@jest/globals';
import { unavailable } from '@benchline/errors';
import { memoryStore } from '@benchline/runtime/testing';
import type { Store } from '@benchline/store';
import { eventually } from '@benchline/testing';
import { startBuilder } from './build-projections.ts';

const noWrites = { entities: [], names: [], answers: [], counters: [], grams: [] };

async function storeWith(...orgs: readonly number[]): Promise<Store> {
  const store = memoryStore().view();
  for (const org of orgs) {
    await store.append({ org, seq: 1, at: 1, nonce: 'n', body: '{"entries":[]}' }, noWrites, []);
  }
  return store;
}

// @req runtime.rebuild-beside
test('brings up every organization from the start, one after the other, past one that fails', async () => {
  const order: string[] = [];
  const failures: unknown[] = [];
  const catchUp = async (org: number): Promise<void> => {
    order.push(`${String(org)} begins`);
    await Promise.resolve();
    if (org === 2) throw unavailable('the store');
    order.push(`${String(org)} ends`);
  };

  const store = await storeWith(1, 2, 3);
  const builder = startBuilder({ store, runtime: { catchUp }, failed: (error) => failures.push(error) });
  await eventually(() => order.includes('3 ends'));
  await builder.stop();

  expect(order).toEqual(['1 begins', '1 ends', '2 begins', '3 begins', '3 ends']);
  expect(failures).toMatchObject([{ kind: 'unavailable' }]);
});

test('stops after the organization that it is at, and says nothing of it', async () => {
  const begun: number[] = [];
  const failures: unknown[] = [];
  const { promise, reject } = Promise.withResolvers<never>();
  const catchUp = (org: number): Promise<void> => {
    begun.push(org);
    return promise;
  };

  const store = await storeWith(1, 2);
  const builder = startBuilder({ store, runtime: { catchUp }, failed: (error) => failures.push(error) });
  await eventually(() => begun.length > 0);
  const stopped = builder.stop();
  reject(unavailable('the service'));
  await stopped;

  expect([begun, failures]).toEqual([[1], []]);
});
