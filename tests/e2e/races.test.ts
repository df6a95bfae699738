import { expect, test } from '@jest/globals';
import { describeInEveryShape } from '../harness/every-shape.ts';
import type { BulkAnswer, Sample } from '../harness/wire.ts';
import { newExperiment, newSample, onceOnly } from './lab-records.ts';

const rivals = Array.from({ length: 50 }, (_, index) => index);

describeInEveryShape('races', (lab) => {
  // @req ids.contiguous
  test('ids stay contiguous under 50 creates at once, refused ones among them', async () => {
    const { client } = lab();
    const { id: experiment_id } = await newExperiment(client);
    const before = await newSample(client, { external_id: 'first', experiment_id });

    const answers = await Promise.all(
      rivals.map((rival) =>
        client.post<Sample>('/samples', {
          external_id: rival % 5 === 0 ? 'first' : `S-${String(rival)}`,
          experiment_id: rival % 7 === 1 ? 4711 : experiment_id,
        }),
      ),
    );

    const made = answers.filter(({ status }) => status === 201).map(({ body }) => body.id);
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toEqual(new Set([201, 404, 409]));
    expect(made.sort((a, b) => a - b)).toEqual(made.map((_, index) => before.id + 1 + index));
    expect(await newSample(client, { external_id: 'last', experiment_id })).toMatchObject({
      id: before.id + made.length + 1,
    });
  });

  // @req ids.external-race
  test('of many who create the same external id, one wins', async () => {
    const { client } = lab();
    const { id: experiment_id } = await newExperiment(client);

    const answers = await Promise.all(
      rivals.map((rival) =>
        client.post('/samples', { external_id: 'S-1', experiment_id, organism: String(rival) }, onceOnly()),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...rivals.slice(1).map(() => 409)]);
    const winner = answers.find(({ status }) => status === 201);
    const found = await client.get(`/samples/by-external/S-1?experiment_id=${String(experiment_id)}`);
    expect(found.body).toEqual(winner?.body);
  });

  test('of many who change the same version, one wins', async () => {
    const { client } = lab();
    const { id: experiment_id } = await newExperiment(client);
    const { id } = await newSample(client, { external_id: 'S-1', experiment_id });

    const answers = await Promise.all(
      rivals.map((rival) =>
        client.patch(`/samples/${String(id)}`, { organism: `rival ${String(rival)}` }, { 'if-match': '"1"' }),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...rivals.slice(1).map(() => 412)]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await client.get(`/samples/${String(id)}`)).body).toEqual(winner?.body);
  });

  // @req idempotency.running
  test('copies that arrive while the first runs get its answer', async () => {
    const { client } = lab();
    const { id: experiment_id } = await newExperiment(client);
    const key = onceOnly();

    const answers = await Promise.all(
      rivals.map(() => client.post<Sample>('/samples', { external_id: 'S-1', experiment_id }, key)),
    );

    expect(new Set(answers.map(({ status, text }) => `${String(status)} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  });

  test('bulk calls at once share the ids without a gap', async () => {
    const { client } = lab();
    const { id: experiment_id } = await newExperiment(client);
    const before = await newSample(client, { external_id: 'first', experiment_id });

    const answers = await Promise.all(
      [0, 1, 2, 3].map((call) =>
        client.post<BulkAnswer>('/samples/bulk', {
          items: rivals.map((rival) => ({ external_id: `S-${String((call % 2) * 25 + rival)}`, experiment_id })),
        }),
      ),
    );

    const rows = answers.flatMap(({ body }) => body.items);
    const made = rows.flatMap(({ status, id = 0 }) => (status === 201 ? [id] : []));
    expect(made.sort((a, b) => a - b)).toEqual(Array.from({ length: 75 }, (_, index) => before.id + 1 + index));
    expect(rows.filter(({ status }) => status === 409)).toHaveLength(200 - 75);
  });
});
