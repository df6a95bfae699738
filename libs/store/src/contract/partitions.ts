import { describe, expect, test } from '@jest/globals';
import type { Store, Writes } from '../store.ts';
import type { OpenFixture } from './fixture.ts';
import {
  answer,
  commit,
  firstOrg,
  idMax,
  idsUnder,
  name,
  now,
  otherOrg,
  privateValue,
  sample,
  wanted,
  writes,
} from './fixture.ts';

const oddTexts = [
  '/',
  'a/b',
  'a',
  'b',
  '$gt',
  '.',
  '..',
  'a.b',
  '%',
  '_',
  "o'clock",
  '"quoted"',
  '\\',
  ' ',
  '~',
  '1:a',
  'é',
  'e\u0301',
  '🧬',
  '\uFFFD',
  '--;drop table log',
  'null',
  '0',
  'x'.repeat(255),
  '🧫'.repeat(127),
];

const everything: Writes = writes({
  entities: [sample(1, { terms: ['term'] })],
  names: [name('S-1')],
  answers: [answer('key')],
  counters: [{ kind: 'sample', value: 1, seq: 1 }],
});

const everythingWanted = wanted({
  entities: [{ kind: 'sample', id: 1 }],
  names: [{ space: 'sample.external_id', name: 'S-1' }],
  answers: ['key'],
  counters: ['sample'],
  members: [{ kind: 'sample', term: 'term', limit: 9 }],
});

export function describePartitions(open: OpenFixture): void {
  describe('organizations', () => {
    // @req runtime.partition
    test('never see anything of each other', async () => {
      await using fixture = await open();
      const { store } = fixture;
      await store.append(commit(1), everything, [privateValue('ref')]);
      await store.records.put(firstOrg, 'lease', { key: 'k', value: 'v', expected: 0 }, now);

      await expectNothingOf(store, otherOrg);
      await expectNothingOf(store, 0);
      await expectNothingOf(store, 11);

      expect(await store.records.remove(otherOrg, 'lease', 'k', 1)).toBe(false);
      expect(await store.eraseValues(otherOrg, 'sample', 1, ['donor_source'])).toBe(0);
      expect(await store.values(firstOrg, ['ref'])).toEqual(['Ann']);
      expect(await store.records.get(firstOrg, 'lease', 'k', now)).toBeDefined();
    });

    test('can have the same numbers, names, keys and refs', async () => {
      await using fixture = await open();
      const { store } = fixture;

      expect(await store.append(commit(1), everything, [privateValue('ref')])).toBe('inserted');
      expect(
        await store.append(commit(1, { org: otherOrg }), everything, [privateValue('ref', { value: 'Eve' })]),
      ).toBe('inserted');

      expect(await store.values(firstOrg, ['ref'])).toEqual(['Ann']);
      expect(await store.values(otherOrg, ['ref'])).toEqual(['Eve']);
      expect(await store.load(otherOrg, everythingWanted, now)).toEqual(
        await store.load(firstOrg, everythingWanted, now),
      );
    });

    test.each([0, idMax])('can be number %d', async (org) => {
      await using fixture = await open();
      const { store } = fixture;
      const row = sample(idMax, { version: idMax, seq: idMax, terms: ['term'] });

      await store.append(commit(idMax, { org, at: idMax }), writes({ entities: [row] }), []);

      expect(await store.position(org)).toEqual({ head: idMax, applied: idMax, headAt: idMax });
      expect(await store.scan(org, { kind: 'sample', term: 'term', limit: 9 })).toEqual([row]);
    });
  });

  test('names, terms, keys, kinds and spaces are any text, and none is taken for another', async () => {
    await using fixture = await open();
    const { store } = fixture;
    const rows = writes({
      entities: oddTexts.flatMap((text, index) => [
        sample(index + 1, { terms: [text] }),
        sample(1, { kind: text, state: text }),
      ]),
      names: oddTexts.flatMap((text, index) => [name(text, { id: index }), name('b', { space: text, id: index })]),
      answers: oddTexts.map((key) => answer(key, { body: key })),
      counters: oddTexts.map((kind, value) => ({ kind, value, seq: 1 })),
    });
    const spaces = [
      { space: 'a', name: 'b/c' },
      { space: 'a/b', name: 'c' },
    ].map((names, id) => ({ ...names, id, seq: 1 }));

    await store.apply(firstOrg, 1, rows);
    await store.apply(firstOrg, 1, writes({ names: spaces }));

    const loaded = await store.load(firstOrg, wanted({ ...rows, answers: oddTexts, counters: oddTexts }), now);
    expect(loaded).toMatchObject({ entities: rows.entities, names: rows.names, counters: rows.counters });
    expect(loaded.answers).toEqual(rows.answers.map((row) => [row]));
    expect((await store.load(firstOrg, wanted({ names: spaces }), now)).names).toEqual(spaces);
    expect(await Promise.all(oddTexts.map((text) => idsUnder(store, text)))).toEqual(
      oddTexts.map((_, index) => [index + 1]),
    );
  });

  test('records and private values can be called anything', async () => {
    await using fixture = await open();
    const { store } = fixture;
    for (const key of oddTexts) await store.records.put(firstOrg, 'space', { key, value: key, expected: 0 }, now);
    await store.append(
      commit(1),
      writes(),
      oddTexts.map((ref) => privateValue(ref, { value: ref })),
    );

    const found = await Promise.all(oddTexts.map((key) => store.records.get(firstOrg, 'space', key, now)));
    expect(found.map((row) => row?.value)).toEqual(oddTexts);
    expect(await store.records.list(firstOrg, 'space', { afterKey: '', limit: 99 }, now)).toHaveLength(oddTexts.length);
    expect(await store.values(firstOrg, oddTexts)).toEqual(oddTexts);
  });
}

async function expectNothingOf(store: Store, org: number): Promise<void> {
  expect(await store.position(org)).toEqual({ head: 0, applied: 0, headAt: 0 });
  expect(await store.commits(org, 0, 9)).toEqual([]);
  expect(await store.load(org, everythingWanted, now)).toEqual({
    entities: [undefined],
    names: [undefined],
    answers: [[]],
    counters: [undefined],
    members: [[]],
  });
  expect(await store.scan(org, { kind: 'sample', limit: 9 })).toEqual([]);
  expect(await store.scan(org, { kind: 'sample', term: 'term', limit: 9 })).toEqual([]);
  expect(await store.values(org, ['ref'])).toEqual([undefined]);
  expect(await store.records.get(org, 'lease', 'k', now)).toBeUndefined();
  expect(await store.records.list(org, 'lease', { afterKey: '', limit: 9 }, now)).toEqual([]);
}
