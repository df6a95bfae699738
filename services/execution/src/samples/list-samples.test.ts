import { expect, test } from '@jest/globals';
import type { ListSamplesRequest, Sample } from '@benchline/proto/benchline/execution/v1/samples.ts';
import type { Lab } from '@benchline/runtime/testing';
import { listSamples } from './list-samples.ts';
import { sampleInput, sampleLab, withSamples } from './sample-lab.ts';

type Filters = Partial<ListSamplesRequest>;

const noFilters: ListSamplesRequest = { ids: [], externalIds: [], updatedSince: undefined };

async function externalIds({ list }: Lab, input: Filters): Promise<readonly string[]> {
  const page = await list(listSamples, { ...noFilters, ...input });
  if (!('items' in page)) throw new Error(page.reason);
  return page.items.map((item) => (item as Sample).externalId); // what `listSamples` shows
}

async function stockedLab(): Promise<Lab> {
  const laboratory = await sampleLab();
  await withSamples(
    laboratory,
    sampleInput('S-1', { organism: 'Weddell seal' }),
    sampleInput('STRASSE', { organism: 'krill' }),
    sampleInput('100%_a', { experimentId: 2 }),
    sampleInput('S-1', { experimentId: 2, organism: 'KRILL' }),
  );
  return laboratory;
}

// @req samples.list, list.filters, list.folding, list.by-ids, samples.experiment-external-id
test.each<[string, Filters, readonly string[]]>([
  ['nothing', {}, ['S-1', '100%_a', 'STRASSE', 'S-1']],
  ['an experiment', { experimentId: 2 }, ['S-1', '100%_a']],
  ['an experiment that is not there', { experimentId: 9 }, []],
  ['an external id', { externalId: 'S-1' }, ['S-1', 'S-1']],
  ['an external id in an experiment', { externalId: 'S-1', experimentId: 1 }, ['S-1']],
  ['an experiment by its external id', { experimentExternalId: 'E-2' }, ['S-1', '100%_a']],
  ['an external id that no experiment has', { experimentExternalId: 'E-9' }, []],
  ['two names of different experiments', { experimentExternalId: 'E-2', experimentId: 1 }, []],
  ['ids, some of which are not there', { ids: [1, 9, 3, 3] }, ['100%_a', 'S-1']],
  ['external ids', { externalIds: ['S-1', 'STRASSE', 'S-9'] }, ['S-1', 'STRASSE', 'S-1']],
  ['external ids in an experiment', { externalIds: ['S-1', 'STRASSE'], experimentId: 2 }, ['S-1']],
  ['external ids and one', { externalIds: ['S-1', 'STRASSE'], externalId: 'S-1', experimentId: 1 }, ['S-1']],
  ['external ids in an experiment by its name', { externalIds: ['S-1'], experimentExternalId: 'E-1' }, ['S-1']],
  ['external ids in an experiment that is not there', { externalIds: ['S-1'], experimentExternalId: 'E-9' }, []],
  ['ids and an external id', { ids: [1, 2], externalId: 'STRASSE' }, ['STRASSE']],
  ['a status', { status: 'registered' }, ['S-1', '100%_a', 'STRASSE', 'S-1']],
  ['another status', { status: 'failed' }, []],
  ['a QC status that none has', { qcStatus: 'pass' }, []],
  ['text in the organism, in whatever case', { q: 'Krill' }, ['S-1', 'STRASSE']],
  ['text in the external id, by folding', { q: 'straße' }, ['STRASSE']],
  ['a percent sign, which means itself', { q: '0%' }, ['100%_a']],
  ['an underscore, which means itself', { q: '_' }, ['100%_a']],
  ['no text', { q: '' }, ['S-1', '100%_a', 'STRASSE', 'S-1']],
  ['text and an experiment', { q: 'krill', experimentId: 1 }, ['STRASSE']],
])('asked for %s, the list has what fits, newest first', async (_what, input, expected) => {
  expect(await externalIds(await stockedLab(), input)).toEqual(expected);
});

// @req list.by-ids, query.indexed
test('external ids in an experiment are found by their claims, however many experiments have the same', async () => {
  const { list, store } = await stockedLab();
  const scans: unknown[] = [];
  store.scan = (_org, scan) => {
    scans.push(scan);
    return Promise.resolve([]);
  };

  const page = await list(listSamples, { ...noFilters, externalIds: ['S-1'], experimentId: 1 });

  expect(page).toMatchObject({ items: [{ externalId: 'S-1', experimentId: 1 }] });
  expect(scans).toEqual([]);
});
