import { describe, expect, test } from '@jest/globals';
import { commit, firstOrg, privateValue, writes } from './fixture.ts';
import type { OpenFixture } from './fixture.ts';

export function describePrivateValues(open: OpenFixture): void {
  describe('private values', () => {
    test('come back by their refs, undefined where there is none', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await store.append(commit(1), writes(), [privateValue('a'), privateValue('b', { value: 'Ben' })]);

      expect(await store.values(firstOrg, ['b', 'none', 'a', 'b'])).toEqual(['Ben', undefined, 'Ann', 'Ben']);
      expect(await store.values(firstOrg, [])).toEqual([]);
    });

    test('are erased for the named fields of one record, old versions too, and nothing else is', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await store.append(commit(1), writes(), [
        privateValue('old'),
        privateValue('new', { value: 'Anna' }),
        privateValue('other field', { field: 'prep_notes' }),
        privateValue('other record', { id: 2 }),
        privateValue('other kind', { kind: 'person' }),
      ]);

      const erased = await store.eraseValues(firstOrg, 'sample', 1, ['donor_source', 'unused']);

      expect(erased).toBe(2);
      expect(await store.values(firstOrg, ['old', 'new'])).toEqual([undefined, undefined]);
      expect(await store.values(firstOrg, ['other field', 'other record', 'other kind'])).toEqual([
        'Ann',
        'Ann',
        'Ann',
      ]);
      expect(await store.eraseValues(firstOrg, 'sample', 1, ['donor_source'])).toBe(0);
      expect(await store.commits(firstOrg, 0, 1)).toEqual([commit(1)]);
    });

    test('stay erased when a slow writer repeats the append that brought them', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await store.append(commit(1), writes(), [privateValue('ref')]);
      await store.eraseValues(firstOrg, 'sample', 1, ['donor_source']);

      expect(await store.append(commit(1), writes(), [privateValue('ref')])).toBe('mine');

      expect(await store.values(firstOrg, ['ref'])).toEqual([undefined]);
    });

    test('of commits that are in the log are never swept', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await store.append(commit(1), writes(), [privateValue('ref')]);

      expect(await store.sweepValues(firstOrg, 100)).toBe(0);
      expect(await store.sweepValues(firstOrg, 100)).toBe(0);

      expect(await store.values(firstOrg, ['ref'])).toEqual(['Ann']);
    });
  });
}
