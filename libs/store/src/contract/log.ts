import { describe, expect, test } from '@jest/globals';
import {
  answer,
  answersOf,
  appendEmpty,
  commit,
  firstOrg,
  name,
  nameOf,
  otherOrg,
  privateValue,
  sample,
  sampleOf,
  writes,
} from './fixture.ts';
import type { OpenFixture } from './fixture.ts';

const bigBody = JSON.stringify('x'.repeat(400_000));

export function describeLog(open: OpenFixture): void {
  describe('append', () => {
    test('inserts a commit, its projections and its values, and moves head and mark', async () => {
      await using fixture = await open();
      const { store } = fixture;

      const outcome = await store.append(commit(1), writes({ entities: [sample(1)] }), [privateValue('ref')]);

      expect(outcome).toBe('inserted');
      expect(await store.position(firstOrg)).toEqual({ head: 1, applied: 1, headAt: commit(1).at });
      expect(await store.commits(firstOrg, 0, 10)).toEqual([commit(1)]);
      expect(await sampleOf(store, 1)).toEqual(sample(1));
      expect(await store.values(firstOrg, ['ref'])).toEqual(['Ann']);
    });

    // @req runtime.log-immutable, runtime.lost-insert-answer
    test('says "mine" to a repetition of the same commit and changes nothing by it', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const rows = writes({ entities: [sample(1)], names: [name('S-1')], answers: [answer('key')] });
      await store.append(commit(1), rows, [privateValue('ref')]);
      await store.append(commit(2), writes({ names: [name('S-1', { id: null, seq: 2 })] }), []);

      const outcome = await store.append(commit(1), rows, [privateValue('ref')]);

      expect(outcome).toBe('mine');
      expect(await store.position(firstOrg)).toMatchObject({ head: 2, applied: 2 });
      expect(await nameOf(store, 'S-1')).toEqual(name('S-1', { id: null, seq: 2 }));
      expect(await store.values(firstOrg, ['ref'])).toEqual(['Ann']);
    });

    // @req runtime.log-immutable
    test('says "taken" to a rival and leaves nothing of it behind', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await store.append(commit(1), writes(), []);
      const rival = writes({ entities: [sample(7)], names: [name('S-7')], answers: [answer('key')] });

      const outcome = await store.append(commit(1, { nonce: 'rival', body: '{}' }), rival, [
        privateValue('rival-ref', { nonce: 'rival' }),
      ]);

      expect(outcome).toBe('taken');
      expect(await store.commits(firstOrg, 0, 10)).toEqual([commit(1)]);
      expect(await store.position(firstOrg)).toEqual({ head: 1, applied: 1, headAt: commit(1).at });
      expect(await sampleOf(store, 7)).toBeUndefined();
      expect(await nameOf(store, 'S-7')).toBeUndefined();
      expect(await answersOf(store, 'key')).toEqual([]);
      expect(await store.values(firstOrg, ['rival-ref'])).toEqual([undefined]);
    });

    test('gives a number to exactly one of many writers who race for it', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const writers = Array.from({ length: 30 }, (_, index) => `writer-${String(index)}`);

      const outcomes = await Promise.all(
        writers.map((nonce) =>
          store.append(commit(1, { nonce }), writes({ entities: [sample(1, { state: nonce })] }), []),
        ),
      );

      expect(outcomes.filter((outcome) => outcome === 'inserted')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(29);
      const winner = writers[outcomes.indexOf('inserted')];
      expect((await store.commits(firstOrg, 0, 10)).map(({ nonce }) => nonce)).toEqual([winner]);
      expect(await sampleOf(store, 1)).toMatchObject({ state: winner });
    });

    test('gives racing writers who go on to the next number a log without gaps', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const perWriter = 5;
      const triesMax = 200;
      const write = async (writer: string): Promise<void> => {
        for (let done = 0, tries = 0; done < perWriter && tries < triesMax; tries++) {
          const { head } = await store.position(firstOrg);
          const seq = head + 1;
          const nonce = `${writer}-${String(done)}`;
          if ((await store.append(commit(seq, { nonce }), writes(), [])) === 'inserted') done++;
        }
      };

      await Promise.all(['a', 'b', 'c', 'd'].map(write));

      const rows = await store.commits(firstOrg, 0, 100);
      expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      expect(new Set(rows.map(({ nonce }) => nonce)).size).toBe(20);
    });
  });

  describe('position', () => {
    test('is zero on an empty log', async () => {
      await using fixture = await open();
      expect(await fixture.store.position(firstOrg)).toEqual({ head: 0, applied: 0, headAt: 0 });
    });

    test('has a mark that only rises', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await appendEmpty(store, 1, 3);

      await store.apply(firstOrg, 2, writes());
      await store.append(commit(1), writes(), []);

      expect(await store.position(firstOrg)).toMatchObject({ head: 3, applied: 3 });
    });
  });

  describe('commits', () => {
    test('come after a position, in order, as many as asked for', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await appendEmpty(store, 1, 12);

      expect((await store.commits(firstOrg, 8, 3)).map(({ seq }) => seq)).toEqual([9, 10, 11]);
      expect(await store.commits(firstOrg, 12, 3)).toEqual([]);
    });

    test('come about a megabyte at a time', async () => {
      await using fixture = await open();
      const { store } = fixture;
      for (let seq = 1; seq <= 4; seq++) await store.append(commit(seq, { body: bigBody }), writes(), []);

      expect((await store.commits(firstOrg, 0, 100)).map(({ seq }) => seq)).toEqual([1, 2]);
      expect((await store.commits(firstOrg, 2, 100)).map(({ seq }) => seq)).toEqual([3, 4]);
    });

    test('come one at least, however large', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const body = JSON.stringify('ä'.repeat(1_100_000));
      await store.append(commit(1, { body }), writes(), []);

      expect(await store.commits(firstOrg, 0, 100)).toEqual([commit(1, { body })]);
    });
  });

  test('heads lists the organizations with a log by id, page by page', async () => {
    await using fixture = await open();
    const { store } = fixture;
    const orgs = [10, firstOrg, 9, otherOrg];
    for (const org of orgs) await store.append(commit(1, { org }), writes(), []);
    await store.append(commit(2, { org: otherOrg }), writes(), []);
    await store.apply(7, 0, writes());

    expect(await store.heads(0, 2)).toEqual([
      { org: firstOrg, seq: 1 },
      { org: otherOrg, seq: 2 },
    ]);
    expect(await store.heads(otherOrg, 10)).toEqual([
      { org: 9, seq: 1 },
      { org: 10, seq: 1 },
    ]);
    expect(await store.heads(10, 10)).toEqual([]);
  });
}
