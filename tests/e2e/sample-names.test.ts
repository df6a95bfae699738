import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Client } from '../harness/client.ts';
import { describeInEveryShape } from '../harness/every-shape.ts';
import { walk } from '../harness/walk.ts';
import type { BulkAnswer, Sample } from '../harness/wire.ts';
import { newExperiment } from './lab-records.ts';

interface Stocked {
  readonly id: number;
  readonly externalId: string;
  /** Ids of its samples S-0, S-1 … */
  readonly samples: readonly number[];
}

/** An experiment with so many samples. */
async function stockedExperiment(client: Client, count: number): Promise<Stocked> {
  const { id, external_id: externalId } = await newExperiment(client);
  const items = Array.from({ length: count }, (_, row) => ({ external_id: `S-${row}`, experiment_id: id }));
  const { body } = await client.post<BulkAnswer>('/samples/bulk', { items });
  return { id, externalId, samples: body.items.map((row) => row.id ?? 0) };
}

const missing = { loc: ['body', 'experiment_id'], msg: expect.any(String), type: 'missing' };

describeInEveryShape('samples by names', (lab) => {
  // @req samples.experiment-external-id
  test('a sample may name its experiment by external id, and the id wins over it', async () => {
    const { client } = lab();
    const [first, second] = [await newExperiment(client), await newExperiment(client)];
    const byName = { external_id: 'S-1', experiment_external_id: first.external_id };

    const made = await client.post<Sample>('/samples', byName);
    const again = await client.post('/samples', byName);
    const both = await client.post<Sample>('/samples', { ...byName, experiment_id: second.id });
    const nobody = await client.post('/samples', { external_id: 'S-1', experiment_external_id: randomUUID() });

    expect(made).toMatchObject({ status: 201, body: { experiment_id: first.id } });
    expect(again).toMatchObject({ status: 409, body: { detail: 'external_id_already_exists' } });
    expect(both).toMatchObject({ status: 201, body: { experiment_id: second.id } });
    expect(nobody).toMatchObject({ status: 404, body: { detail: 'experiment_not_found' } });
  });

  // @req samples.experiment-external-id, errors.validation-shape
  test('a sample that names no experiment is 422, alone and as a row', async () => {
    const { client } = lab();
    const { external_id: experiment_external_id } = await newExperiment(client);
    const nameless = { external_id: 'S-1' };
    const items = [nameless, { ...nameless, experiment_external_id }, { ...nameless, experiment_id: null }];

    const alone = await client.post('/samples', nameless);
    const rows = await client.post<BulkAnswer>('/samples/bulk', { items });

    expect(alone).toMatchObject({ status: 422, body: { detail: [missing] } });
    expect(rows.body).toMatchObject({
      succeeded: 1,
      items: [{ status: 422, detail: [missing] }, { status: 201 }, { status: 422, detail: [missing] }],
    });
  });

  // @req samples.by-external
  test('by-external asks for the experiment', async () => {
    const { client } = lab();
    const { id } = await stockedExperiment(client, 1);

    const found = await client.get(`/samples/by-external/S-0?experiment_id=${id}`);
    const absent = await client.get(`/samples/by-external/S-9?experiment_id=${id}`);
    const without = await client.get('/samples/by-external/S-0');

    expect(found).toMatchObject({ status: 200, body: { external_id: 'S-0', experiment_id: id } });
    expect(absent).toMatchObject({ status: 404, body: { detail: 'sample_not_found' } });
    expect(without).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['query', 'experiment_id'], type: 'missing' }] },
    });
  });

  // @req list.by-ids, samples.experiment-external-id
  test('a list is narrowed to ids, to external ids and to an experiment by its external id', async () => {
    const { client } = lab();
    const [one, other] = [await stockedExperiment(client, 4), await stockedExperiment(client, 4)];
    const [a = 0, b = 0, c = 0] = one.samples;
    const [d = 0] = other.samples;
    const found = async (query: string) =>
      (await walk<Sample>(client, `/samples?limit=2&${query}`)).map(({ id }) => id);

    expect(await found(`ids=${[b, d, a, b].join(',')}`)).toEqual([d, b, a]);
    expect(await found(`ids=${a},${d + 4_711}`)).toEqual([a]);
    expect(await found(`ids=${a},${d}&experiment_external_id=${other.externalId}`)).toEqual([d]);
    expect(await found(`external_ids=S-0&external_ids=S-2&experiment_id=${one.id}`)).toEqual([c, a]);
    expect(await found(`external_ids=S-0&experiment_external_id=${other.externalId}`)).toEqual([d]);
    expect(await found(`experiment_external_id=${other.externalId}`)).toEqual(other.samples.toReversed());
    expect(await found(`experiment_external_id=${randomUUID()}`)).toEqual([]);
  });

  // @req list.by-ids
  test('a list takes 200 names of the longest kind, and not one more', async () => {
    const { client } = lab();
    const ids = Array.from({ length: 201 }, (_, index) => index + 1);
    const names = ids.map((id) => `external_ids=${String(id).padEnd(255, '-')}`);
    const status = async (query: string) => (await client.get(`/samples?${query}`)).status;

    expect(await status(`ids=${ids.slice(1).join(',')}`)).toBe(200);
    expect(await status(`ids=${ids.join(',')}`)).toBe(422);
    expect(await status(names.slice(1).join('&'))).toBe(200);
    expect(await status(names.join('&'))).toBe(422);
  });
});
