import { beforeAll, expect, test } from '@jest/globals';
import { describeInEveryShape } from '../harness/every-shape.ts';
import { walk } from '../harness/walk.ts';
import type { BulkAnswer, Page, Sample } from '../harness/wire.ts';
import { newExperiment, newSample } from './lab-records.ts';

describeInEveryShape('lists of samples', (lab) => {
  const experiments: number[] = [];

  beforeAll(async () => {
    const { client } = lab();
    experiments.length = 0;
    for (let each = 0; each < 2; each += 1) {
      const { id } = await newExperiment(client);
      experiments.push(id);
      const items = Array.from({ length: 25 }, (_, row) => ({
        external_id: `S-${String(row)}`,
        experiment_id: id,
        organism: row % 5 === 0 ? 'Straße_100%' : 'Pygoscelis papua',
      }));
      const { body } = await client.post<BulkAnswer>('/samples/bulk', { items });
      expect(body.succeeded).toBe(25);
    }
  });

  // @req samples.list, list.order, list.cursor
  test('a walk by cursor sees every sample once, newest first', async () => {
    const { client } = lab();

    const samples = await walk<Sample>(client, '/samples?limit=7');

    const ids = samples.map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 50 }, (_, index) => 50 - index));
  });

  // @req list.order
  test('rows do not move between the pages of a walk while others are added', async () => {
    const { client } = lab();
    const [experiment = 0] = experiments;
    const first = await client.get<Page<Sample>>('/samples?limit=10');

    const added = await newSample(client, { external_id: 'S-late', experiment_id: experiment });
    const second = await client.get<Page<Sample>>(
      `/samples?limit=10&cursor=${encodeURIComponent(first.body.next_cursor ?? '')}`,
    );

    const ids = [...first.body.items, ...second.body.items].map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 20 }, (_, index) => added.id - 1 - index));
  });

  // @req list.filters, list.folding, ids.in-body
  test.each<[string, (experiment: number) => string, number]>([
    ['an experiment', (id) => `experiment_id=${String(id)}`, 25],
    ['an external id', () => 'external_id=S-3', 2],
    ['both', (id) => `experiment_id=${String(id)}&external_id=S-3`, 1],
    ['an experiment that is not there', () => 'experiment_id=4711', 0],
    ['a piece of the organism, case folded', () => 'q=STRASSE', 10],
    ['a percent sign that means itself', () => 'q=100%25', 10],
    ['an underscore that means itself', () => 'q=_1', 10],
    ['a piece of an external id and an experiment', (id) => `experiment_id=${String(id)}&q=s-1`, 11],
    ['a status that none has', () => 'status=completed', 0],
    ['a QC status that none has', () => 'qc_status=pass', 0],
  ])('filters by %s', async (_name, query, count) => {
    const { client } = lab();

    const samples = await walk<Sample>(client, `/samples?limit=10&${query(experiments[1] ?? 0)}`);

    expect(samples).toHaveLength(count);
  });

  // @req list.limit, list.unknown-parameter, list.parameter-twice, list.enumerated-filter, list.cursor-invalid
  test.each<[string, string, number, unknown]>([
    ['an unknown parameter', 'colour=red', 422, undefined],
    ['a limit of none', 'limit=0', 422, undefined],
    ['a limit beyond 200', 'limit=201', 422, undefined],
    ['a limit that is no number', 'limit=ten', 422, undefined],
    ['a parameter twice', 'limit=1&limit=2', 422, undefined],
    ['an unknown status', 'status=lost', 422, undefined],
    ['an empty cursor', 'cursor=', 400, 'invalid_cursor'],
    ['a damaged cursor', 'cursor=abc', 400, 'invalid_cursor'],
  ])('refuses %s', async (_name, query, status, detail) => {
    const { client } = lab();

    const answer = await client.get<{ detail: unknown }>(`/samples?${query}`);

    expect(answer.status).toBe(status);
    expect(answer.body.detail).toEqual(detail ?? expect.any(Array));
  });

  test("refuses another list's cursor", async () => {
    const { client } = lab();
    const { body } = await client.get<Page<Sample>>('/samples?limit=1');

    const answer = await client.get(`/samples?q=x&cursor=${encodeURIComponent(body.next_cursor ?? '')}`);

    expect(answer).toMatchObject({ status: 400, body: { detail: 'invalid_cursor' } });
  });
});
