import { describe, expect, test } from '@jest/globals';
import { productDeclarations } from '@benchline/actions';
import type { Lab } from '@benchline/runtime/testing';
import { recordRange, recordTerms } from './list.ts';
import type { DeskName } from './record-lab.ts';
import { deskNames, deskOf, recordLab } from './record-lab.ts';

const named = ['projects', 'experiments'] as const;

async function stocked(laboratory: Lab, name: DeskName) {
  const desk = await deskOf(laboratory, name);
  await desk.create('X-1', { name: 'Weddell seal' });
  await desk.create('X-2', { name: 'STRASSE 100%_a' });
  await desk.create('X-3', { name: 'krill' });
  return desk;
}

describe.each(named)('lists of %s', (name) => {
  const letter = name.slice(0, 1);

  // @req projects.list, experiments.list, list.folding, list.by-ids
  test.each<[string, object, readonly string[]]>([
    ['nothing', {}, ['X-3', 'X-2', 'X-1']],
    ['an external id', { externalId: 'X-2' }, ['X-2']],
    ['an external id that none has', { externalId: 'x-2' }, []],
    ['external ids', { externalIds: ['X-1', 'X-3', 'X-9'] }, ['X-3', 'X-1']],
    ['ids', { ids: [2, 1, 9, 2] }, ['X-2', 'X-1']],
    ['a piece of the name, in whatever case', { q: 'WEDD' }, ['X-1']],
    ['a piece of the name, by folding', { q: 'straße' }, ['X-2']],
    ['a percent sign, which means itself', { q: '%' }, ['X-2']],
    ['a piece of the code', { q: `TEST${letter}-0003` }, ['X-3']],
    ['a piece of an external id, which is not looked at', { q: 'X-1' }, []],
    ['no text', { q: '' }, ['X-3', 'X-2', 'X-1']],
    ['all at once', { q: 'krill', externalIds: ['X-3'], ids: [3], externalId: 'X-3' }, ['X-3']],
  ])('asked for %s have what fits, newest first', async (_what, filters, expected) => {
    expect(await (await stocked(recordLab(), name)).list(filters)).toEqual(expected);
  });
});

// @req projects.list, experiments.list
test.each(deskNames)('lists of %s are narrowed by status', async (name) => {
  const desk = await stocked(recordLab(), name);
  const first = { projects: 'active', experiments: 'registered', samples: 'registered' }[name];

  expect(await desk.list({ status: first })).toHaveLength(3);
  expect(await desk.list({ status: 'cancelled' })).toEqual([]);
});

// @req archive.lists
test('a walk over records in use meets no archived one, whatever it asks for', () => {
  const facts = { experiment: 7, qc_status: 'pass' };
  const record = { externalId: 'S-1', status: 'registered' };
  const inUse = new Set(recordTerms(record, facts));
  const archived = new Set(recordTerms({ ...record, archivedAt: '2026-03-01T08:00:00.000Z' }, facts));
  const filters = [{}, { externalId: 'S-1' }, { externalIds: ['S-1'] }, { status: 'registered' }];

  for (const filter of filters) {
    for (const some of [{}, facts]) {
      const range = (one: object) => recordRange({ ids: [], externalIds: [], ...filter, ...one }, some);
      expect(range({})).toEqual({ by: 'terms', terms: [expect.any(String)] });
      expect(within(range({}), inUse)).toBe(true);
      expect(within(range({}), archived)).toBe(false);
      expect(within(range({ archived: true }), archived)).toBe(true);
    }
  }
});

function within(range: ReturnType<typeof recordRange>, terms: ReadonlySet<string>): boolean {
  return range.by === 'terms' && range.terms.every((term) => terms.has(term));
}

test('the filters by state have the states of the kind', () => {
  const { actions, kinds } = productDeclarations();
  for (const name of deskNames) {
    const list = `List${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const filter = actions.get(list)?.input.fields.find((field) => field.wireName === 'status');
    const states = kinds.get(name.slice(0, -1))?.states.find(({ field }) => field === 'status');
    expect(filter?.rules.values).toEqual(states?.values);
  }
});
