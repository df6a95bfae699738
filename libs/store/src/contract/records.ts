import { describe, expect, test } from '@jest/globals';
import { firstOrg, now } from './fixture.ts';
import type { OpenFixture } from './fixture.ts';

const space = 'lease';
const first = { key: 'k', value: 'one', expected: 0 };

export function describeRecords(open: OpenFixture): void {
  describe('records', () => {
    test('count their versions from 1', async () => {
      await using fixture = await open();
      const { records } = fixture.store;

      expect(await records.get(firstOrg, space, 'k', now)).toBeUndefined();
      expect(await records.put(firstOrg, space, first, now)).toBe(1);
      expect(await records.put(firstOrg, space, { ...first, value: 'two', expected: 1 }, now)).toBe(2);
      expect(await records.get(firstOrg, space, 'k', now)).toEqual({ key: 'k', value: 'two', version: 2 });
    });

    test('refuse a put whose expected version is not the present one', async () => {
      await using fixture = await open();
      const { records } = fixture.store;

      expect(await records.put(firstOrg, space, { ...first, expected: 1 }, now)).toBeUndefined();
      await records.put(firstOrg, space, first, now);

      expect(await records.put(firstOrg, space, first, now)).toBeUndefined();
      expect(await records.put(firstOrg, space, { ...first, expected: 2 }, now)).toBeUndefined();
      expect(await records.get(firstOrg, space, 'k', now)).toMatchObject({ value: 'one', version: 1 });
    });

    test.each([0, 1])('let one of 50 rivals win who all expect version %d', async (expected) => {
      await using fixture = await open();
      const { records } = fixture.store;
      if (expected === 1) await records.put(firstOrg, space, first, now);
      const rivals = Array.from({ length: 50 }, (_, index) => ({
        key: 'k',
        value: `rival-${String(index)}`,
        expected,
      }));

      const versions = await Promise.all(rivals.map((rival) => records.put(firstOrg, space, rival, now)));

      const winner = rivals[versions.indexOf(expected + 1)];
      expect(versions.filter((version) => version !== undefined)).toEqual([expected + 1]);
      expect(await records.get(firstOrg, space, 'k', now)).toMatchObject({ value: winner?.value });
    });

    test('that were written before a barrier are seen by whoever passed it', async () => {
      await using fixture = await open();
      const { records } = fixture.store;

      const seen = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          await records.put(firstOrg, space, { ...first, key: String(index) }, now);
          await records.barrier(now);
          return records.list(firstOrg, space, { afterKey: '', limit: 9 }, now);
        }),
      );

      expect(seen.map((rows, index) => rows.some(({ key }) => key === String(index)))).not.toContain(false);
    });

    test('are absent from the moment they expire, and then free for who expects none', async () => {
      await using fixture = await open();
      const { records } = fixture.store;
      await records.put(firstOrg, space, { ...first, expiresAt: now + 5 }, now);

      expect(await records.put(firstOrg, space, { ...first, expiresAt: now + 9 }, now + 4)).toBeUndefined();
      expect(await records.get(firstOrg, space, 'k', now + 4)).toBeDefined();
      expect(await records.get(firstOrg, space, 'k', now + 5)).toBeUndefined();
      expect(await records.list(firstOrg, space, { afterKey: '', limit: 9 }, now + 5)).toEqual([]);
      expect(await records.put(firstOrg, space, { ...first, expected: 1 }, now + 5)).toBeUndefined();
      expect(await records.put(firstOrg, space, { ...first, value: 'next' }, now + 5)).toBe(2);
    });

    test('never fit the version of a holder whose time had run out', async () => {
      await using fixture = await open();
      const { records } = fixture.store;
      const held = await records.put(firstOrg, space, { ...first, expiresAt: now + 5 }, now);
      await records.put(firstOrg, space, { ...first, value: 'next holder', expiresAt: now + 90 }, now + 6);

      const late = { ...first, value: 'late holder', expected: held ?? 0, expiresAt: now + 99 };

      expect(await records.put(firstOrg, space, late, now + 7)).toBeUndefined();
      expect(await records.remove(firstOrg, space, 'k', held ?? 0)).toBe(false);
      expect(await records.get(firstOrg, space, 'k', now + 7)).toMatchObject({ value: 'next holder' });
    });

    test('lose their expiry with a put that names none', async () => {
      await using fixture = await open();
      const { records } = fixture.store;
      await records.put(firstOrg, space, { ...first, expiresAt: now + 5 }, now);

      await records.put(firstOrg, space, { ...first, expected: 1 }, now);

      expect(await records.get(firstOrg, space, 'k', now + 999)).toMatchObject({ version: 2 });
    });

    test('go at the version that was named, no other', async () => {
      await using fixture = await open();
      const { records } = fixture.store;
      await records.put(firstOrg, space, first, now);

      expect(await records.remove(firstOrg, space, 'k', 2)).toBe(false);
      expect(await records.remove(firstOrg, space, 'k', 1)).toBe(true);
      expect(await records.remove(firstOrg, space, 'k', 1)).toBe(false);
      expect(await records.get(firstOrg, space, 'k', now)).toBeUndefined();
    });

    test('are listed by key, page by page, within their space', async () => {
      await using fixture = await open();
      const { records } = fixture.store;
      for (const key of ['b', 'a', 'c', 'B', 'ä']) await records.put(firstOrg, space, { ...first, key }, now);
      await records.put(firstOrg, 'lease2', first, now);

      const keysAfter = async (afterKey: string, limit: number): Promise<readonly string[]> =>
        (await records.list(firstOrg, space, { afterKey, limit }, now)).map(({ key }) => key);

      expect(await keysAfter('', 3)).toEqual(['B', 'a', 'b']);
      expect(await keysAfter('b', 3)).toEqual(['c', 'ä']);
      expect(await keysAfter('ä', 3)).toEqual([]);
    });

    test('are swept in small bites, the expired ones only', async () => {
      await using fixture = await open();
      const { records } = fixture.store;
      for (const [index, key] of ['a', 'b', 'c'].entries()) {
        await records.put(firstOrg, space, { ...first, key, expiresAt: now + index }, now - 9);
      }
      await records.put(firstOrg, space, { ...first, key: 'later', expiresAt: now + 99 }, now);
      await records.put(firstOrg, space, { ...first, key: 'never' }, now);

      expect([await records.sweep(now + 9, 2), await records.sweep(now + 9, 2)]).toEqual([2, 1]);
      expect(await records.sweep(now + 9, 2)).toBe(0);
      expect(await records.list(firstOrg, space, { afterKey: '', limit: 9 }, now - 9)).toHaveLength(2);
    });
  });
}
