import { describe, expect, test } from '@jest/globals';
import type { Store } from '../store.ts';
import type { OpenFixture } from './fixture.ts';
import { commit, firstOrg, name, nameOf, now, privateValue, sample, sampleOf, wanted, writes } from './fixture.ts';

export function describeLifetime(open: OpenFixture): void {
  describe('a store', () => {
    test('keeps everything when it is closed and opened again', async () => {
      await using fixture = await open();
      await fixture.store.append(commit(1), writes({ entities: [sample(1)], names: [name('S-1')] }), [
        privateValue('ref'),
      ]);
      await fixture.store.records.put(firstOrg, 'lease', { key: 'k', value: 'v', expected: 0 }, now);

      const store = await fixture.reopen();

      expect(await store.position(firstOrg)).toMatchObject({ head: 1, applied: 1 });
      expect(await store.commits(firstOrg, 0, 9)).toEqual([commit(1)]);
      expect(await sampleOf(store, 1)).toEqual(sample(1));
      expect(await nameOf(store, 'S-1')).toEqual(name('S-1'));
      expect(await store.values(firstOrg, ['ref'])).toEqual(['Ann']);
      expect(await store.records.get(firstOrg, 'lease', 'k', now)).toMatchObject({ value: 'v' });
      expect(await store.append(commit(1), writes(), [])).toBe('mine');
    });

    test('answers a ping until it is closed', async () => {
      await using fixture = await open();
      const { store } = fixture;

      expect(await store.ping()).toBe(true);
      await store.close();
      expect(await store.ping()).toBe(false);
    });

    test.each(Object.entries(calls))('is unavailable to %s once it is closed', async (_method, call) => {
      await using fixture = await open();
      await fixture.store.close();

      await expect(call(fixture.store)).rejects.toMatchObject({ kind: 'unavailable', retryAfterSeconds: 1 });
    });

    test('can be closed twice', async () => {
      await using fixture = await open();
      await fixture.store.close();
      await expect(fixture.store.close()).resolves.toBeUndefined();
    });
  });
}

const calls: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  append: (store) => store.append(commit(1), writes(), []),
  apply: (store) => store.apply(firstOrg, 1, writes({ entities: [sample(1)] })),
  position: (store) => store.position(firstOrg),
  commits: (store) => store.commits(firstOrg, 0, 1),
  heads: (store) => store.heads(0, 1),
  load: (store) => store.load(firstOrg, wanted({ entities: [{ kind: 'sample', id: 1 }] }), now),
  scan: (store) => store.scan(firstOrg, { kind: 'sample', limit: 1 }),
  values: (store) => store.values(firstOrg, ['ref']),
  eraseValues: (store) => store.eraseValues(firstOrg, 'sample', 1, ['donor_source']),
  sweepAnswers: (store) => store.sweepAnswers(now, 1),
  'records.get': (store) => store.records.get(firstOrg, 'lease', 'k', now),
  'records.put': (store) => store.records.put(firstOrg, 'lease', { key: 'k', value: 'v', expected: 0 }, now),
  'records.remove': (store) => store.records.remove(firstOrg, 'lease', 'k', 1),
  'records.list': (store) => store.records.list(firstOrg, 'lease', { afterKey: '', limit: 1 }, now),
  'records.sweep': (store) => store.records.sweep(now, 1),
  'records.barrier': (store) => store.records.barrier(now),
};
