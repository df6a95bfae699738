import { temporaryFolder } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { commit, firstOrg, now, writes } from './contract/fixture.ts';
import { type FaultPlan, withFaults } from './faults.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';

const unavailable = { kind: 'unavailable', reason: 'unavailable' };

async function storeWith(plan: FaultPlan) {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await temporaryFolder());
  const sound = await openSqliteStore({ folder: folder.path, shape: 'v1' });
  resources.defer(() => sound.close());
  const owned = resources.move();
  return { sound, store: withFaults(sound, plan), [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const write = { key: 'k', value: 'v', expected: 0 };

test('"before" fails a call that then was never made', async () => {
  await using fixture = await storeWith((method, callsBefore) =>
    method === 'append' && callsBefore === 0 ? 'before' : undefined,
  );

  await expect(fixture.store.append(commit(1), writes(), [])).rejects.toMatchObject(unavailable);

  expect(await fixture.sound.position(firstOrg)).toMatchObject({ head: 0 });
  expect(await fixture.store.append(commit(1), writes(), [])).toBe('inserted');
});

test('"after" loses the answer of a call that was made', async () => {
  await using fixture = await storeWith((method, callsBefore) =>
    method === 'append' && callsBefore === 0 ? 'after' : undefined,
  );

  await expect(fixture.store.append(commit(1), writes(), [])).rejects.toMatchObject(unavailable);

  expect(await fixture.sound.position(firstOrg)).toMatchObject({ head: 1 });
  expect(await fixture.store.append(commit(1), writes(), [])).toBe('mine');
});

test('"pause" holds a call back until it is released', async () => {
  const pause = Promise.withResolvers<undefined>();
  await using fixture = await storeWith((method, callsBefore) =>
    method === 'append' && callsBefore === 0 ? { pause: pause.promise } : undefined,
  );

  const slow = fixture.store.append(commit(1, { nonce: 'slow' }), writes(), []);
  expect(await fixture.store.append(commit(1), writes(), [])).toBe('inserted');
  pause.resolve(undefined);

  expect(await slow).toBe('taken');
});

test('records have faults of their own', async () => {
  await using fixture = await storeWith((method) => (method === 'records.put' ? 'after' : undefined));

  await expect(fixture.store.records.put(firstOrg, 'lease', write, now)).rejects.toMatchObject(unavailable);

  expect(await fixture.store.records.get(firstOrg, 'lease', 'k', now)).toMatchObject({ version: 1 });
});

test('calls are counted for each method apart', async () => {
  const seen: string[] = [];
  await using fixture = await storeWith((method, callsBefore) => {
    seen.push(`${method} ${String(callsBefore)}`);
    return undefined;
  });

  await fixture.store.position(firstOrg);
  await fixture.store.heads(0, 1);
  await fixture.store.position(firstOrg);
  await fixture.store.records.get(firstOrg, 'lease', 'k', now);

  expect(seen).toEqual(['position 0', 'heads 0', 'position 1', 'records.get 0']);
});
