import { expect, test } from '@jest/globals';
import { describeInEveryShape } from '../harness/every-shape.ts';
import { walk } from '../harness/walk.ts';
import type { BulkAnswer, Sample } from '../harness/wire.ts';
import { newExperiment, newSample, onceOnly } from './lab-records.ts';

describeInEveryShape('bulk creates', (lab) => {
  // @req bulk.create, bulk.row-error
  test('each row is judged as if it came alone, in order', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const first = await newSample(client, { external_id: 'S-0', experiment_id: experiment });
    const row = (external_id: unknown, more: object = {}) => ({ external_id, experiment_id: experiment, ...more });

    const { status, body } = await client.post<BulkAnswer>('/samples/bulk', {
      items: [
        row('S-1'),
        row('S-0'),
        row('S-1'),
        row('S-2', { experiment_id: 4711 }),
        row(7),
        'no object',
        row('S-3', { qc_status: 'pass', status: 'completed' }),
        row('S-4'),
      ],
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ succeeded: 2, failed: 6 });
    expect(body.items.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(body.items.map((each) => [each.status, each.detail ?? each.id])).toEqual([
      [201, first.id + 1],
      [409, 'external_id_already_exists'],
      [409, 'external_id_already_exists'],
      [404, 'experiment_not_found'],
      [422, expect.any(Array)],
      [422, expect.any(Array)],
      [400, 'qc_writes_not_permitted'],
      [201, first.id + 2],
    ]);
  });

  // @req bulk.resume
  test('a repeated call is answered byte for byte and adds nothing', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const items = Array.from({ length: 1000 }, (_, row) => ({ external_id: `S-${row}`, experiment_id: experiment }));
    const key = onceOnly();

    const first = await client.post<BulkAnswer>('/samples/bulk', { items }, key);
    const second = await client.post<BulkAnswer>('/samples/bulk', { items }, key);

    expect(first.body).toMatchObject({ succeeded: 1000, failed: 0 });
    expect(second).toMatchObject({ status: 200, text: first.text });
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await walk<Sample>(client, `/samples?limit=200&experiment_id=${experiment}`)).toHaveLength(1000);
  });

  test('a dry run shows the ids that would be given and writes nothing', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const items = [1, 1, 2].map((row) => ({ external_id: `S-${row}`, experiment_id: experiment }));

    const tried = await client.post<BulkAnswer>('/samples/bulk?dry_run=true', { items });
    const real = await client.post<BulkAnswer>('/samples/bulk', { items });

    expect(tried.status).toBe(200);
    expect(tried.headers.get('dry-run')).toBe('true');
    expect(tried.body).toMatchObject({ succeeded: 2, failed: 1 });
    expect(real.body).toEqual(tried.body);
  });

  // @req bulk.size
  test.each([
    ['no rows', { items: [] }],
    ['1,001 rows', { items: Array.from({ length: 1001 }, () => ({})) }],
    ['rows that are no list', { items: {} }],
    ['nothing', {}],
  ])('refuses %s', async (_name, body) => {
    const { client } = lab();

    const answer = await client.post('/samples/bulk', body);

    expect(answer).toMatchObject({ status: 422, body: { detail: expect.any(Array) } });
  });
});
