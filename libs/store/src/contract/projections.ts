import { describe, expect, test } from '@jest/globals';
import type { OpenFixture } from './fixture.ts';
import {
  answer,
  answersOf,
  appendEmpty,
  firstOrg,
  idsUnder,
  name,
  nameOf,
  now,
  sample,
  sampleOf,
  wanted,
  writes,
} from './fixture.ts';

export function describeProjections(open: OpenFixture): void {
  describe('apply', () => {
    test('never writes an older row over a newer one', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const newer = writes({
        entities: [sample(1, { seq: 5, version: 3, state: 'new', terms: ['status/new'] })],
        names: [name('S-1', { seq: 5, id: 9 }), name('freed', { seq: 5, id: null })],
        answers: [answer('key', { seq: 5, body: 'new' })],
        counters: [{ kind: 'sample', value: 50, seq: 5 }],
      });
      const older = writes({
        entities: [sample(1, { seq: 4, version: 2, state: 'old', terms: ['status/old'] })],
        names: [name('S-1', { seq: 4, id: 1 }), name('freed', { seq: 4, id: 1 })],
        answers: [answer('key', { seq: 4, body: 'old' })],
        counters: [{ kind: 'sample', value: 40, seq: 4 }],
      });

      await store.apply(firstOrg, 5, newer);
      await store.apply(firstOrg, 4, older);

      expect(await sampleOf(store, 1)).toEqual(newer.entities[0]);
      expect(await idsUnder(store, 'status/old')).toEqual([]);
      expect(await nameOf(store, 'S-1')).toEqual(newer.names[0]);
      expect(await nameOf(store, 'freed')).toEqual(newer.names[1]);
      expect(await answersOf(store, 'key')).toEqual(newer.answers);
      expect((await store.load(firstOrg, wanted({ counters: ['sample'] }), now)).counters).toEqual(newer.counters);
    });

    test('writes a newer row over an older one, known or not', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const older = writes({
        entities: [sample(1)],
        names: [name('freed'), name('given', { id: null })],
        answers: [answer('key', { body: 'old' })],
        counters: [{ kind: 'sample', value: 1, seq: 1 }],
      });
      const newer = writes({
        entities: [sample(1, { seq: 2, version: 2, state: 'two' }), sample(2, { seq: 2, version: 4 })],
        names: [name('freed', { seq: 2, id: null }), name('given', { seq: 2 }), name('unknown', { seq: 2, id: null })],
        answers: [answer('key', { seq: 2, body: 'new' })],
        counters: [
          { kind: 'sample', value: 2, seq: 2 },
          { kind: 'batch', value: 7, seq: 2 },
        ],
      });

      await store.apply(firstOrg, 1, older);
      await store.apply(firstOrg, 2, newer);

      const { entities, names, answers, counters } = newer;
      const asked = wanted({ entities, names, answers: ['key'], counters: ['sample', 'batch'] });
      const loaded = await store.load(firstOrg, asked, now);
      expect(loaded).toEqual({ entities, names, answers: [answers], counters, members: [] });
    });

    test('ends the same in whatever order several appliers come', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const versions = Array.from({ length: 20 }, (_, index) => index + 1);
      await appendEmpty(store, 1, 20);

      await Promise.all(
        versions.toReversed().map((seq) =>
          store.apply(
            firstOrg,
            seq,
            writes({
              entities: [sample(1, { seq, version: seq, terms: [`version/${String(seq)}`] })],
              names: [name('S-1', { seq, id: seq })],
              counters: [{ kind: 'sample', value: seq, seq }],
            }),
          ),
        ),
      );

      expect(await sampleOf(store, 1)).toMatchObject({ seq: 20, version: 20 });
      expect(await nameOf(store, 'S-1')).toMatchObject({ seq: 20, id: 20 });
      expect(await idsUnder(store, 'version/20')).toEqual([1]);
      expect(await idsUnder(store, 'version/19')).toEqual([]);
      expect(await store.position(firstOrg)).toMatchObject({ applied: 20 });
    });
  });

  describe('load', () => {
    test('answers in the order of the question, with undefined where there is nothing', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const counter = { kind: 'sample', value: 3, seq: 1 };
      const samples = [sample(1, { terms: ['experiment/1'] }), sample(2), sample(3, { terms: ['experiment/1'] })];
      await store.apply(
        firstOrg,
        1,
        writes({
          entities: samples,
          names: [name('a'), name('b', { id: 2 })],
          answers: [answer('k')],
          counters: [counter],
        }),
      );

      const loaded = await store.load(
        firstOrg,
        {
          entities: [3, 99, 1, 3].map((id) => ({ kind: 'sample', id })),
          names: ['b', 'none', 'a'].map((text) => ({ space: 'sample.external_id', name: text })),
          answers: ['none', 'k'],
          counters: ['none', 'sample'],
          members: [
            { kind: 'sample', term: 'experiment/1', limit: 1 },
            { kind: 'sample', term: 'none', limit: 1 },
            { kind: 'sample', term: 'experiment/1', limit: 5 },
          ],
        },
        now,
      );

      expect(loaded).toEqual({
        entities: [samples[2], undefined, samples[0], samples[2]],
        names: [name('b', { id: 2 }), undefined, name('a')],
        answers: [[], [answer('k')]],
        counters: [undefined, counter],
        members: [[samples[2]], [], [samples[2], samples[0]]],
      });
    });

    test('answers nothing to an empty question', async () => {
      await using fixture = await open();
      expect(await fixture.store.load(firstOrg, wanted(), now)).toEqual(wanted());
    });
  });

  describe('stored answers', () => {
    test('come with all their parts, in order', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await store.apply(firstOrg, 2, writes({ answers: [answer('key', { part: 10, seq: 2 }), answer('other')] }));
      await store.apply(firstOrg, 1, writes({ answers: [answer('key', { part: 2 }), answer('key', { part: 0 })] }));

      expect((await answersOf(store, 'key'))?.map(({ part }) => part)).toEqual([0, 2, 10]);
    });

    test('are absent from the moment they expire', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const expiring = answer('key', { expiresAt: now + 5 });
      await store.apply(firstOrg, 1, writes({ answers: [expiring] }));

      expect(await answersOf(store, 'key', now + 4)).toEqual([expiring]);
      expect(await answersOf(store, 'key', now + 5)).toEqual([]);
    });

    // @req runtime.answers-expire
    test('are swept in small bites, the expired ones only', async () => {
      await using fixture = await open();
      const { store } = fixture;
      const expired = [1, 2, 3].map((number) => answer(`old-${String(number)}`, { expiresAt: now - number }));
      await store.apply(firstOrg, 1, writes({ answers: [...expired, answer('young')] }));

      const swept = [
        await store.sweepAnswers(now, 2),
        await store.sweepAnswers(now, 2),
        await store.sweepAnswers(now, 2),
      ];

      expect(swept).toEqual([2, 1, 0]);
      expect(await answersOf(store, 'young')).toHaveLength(1);
      expect(await answersOf(store, 'old-1', now - 100)).toEqual([]);
    });
  });
}
