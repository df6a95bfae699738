import { expect, test } from '@jest/globals';
import { describeInEveryShape } from '../harness/every-shape.ts';
import { eventually } from '@benchline/testing';
import { integrations } from '../harness/client.ts';
import type { Experiment, Page, Sample } from '../harness/wire.ts';
import { newExperiment, newSample, onceOnly } from './lab-records.ts';

/** Every field that a caller may write, texts that a store could be tempted to tidy up among them. */
const written = {
  organism: ' Pygoscelis  papua\t',
  tissue_type: 'e\u0301 stays two characters',
  donor_source: 'ﬁ 🧪 \u202e',
  treatment_condition: '',
  chemistry_version: 'v3.1',
  prep_notes: 'two\r\nlines\n',
  library_prep_method: 'SMART-Seq',
  cell_count: 2 ** 53 - 1,
  assay: 'scrna',
  custom_fields: [
    { field_name: 'B', field_value: '' },
    { field_name: 'a', field_value: ' x ' },
  ],
};

describeInEveryShape('the fields of a sample', (lab) => {
  // @req fields.sample, fields.molecule-type, text.as-sent
  test('are those of the contract, no others, and come back as they were sent', async () => {
    const { client } = lab();
    const { id: experiment_id } = await newExperiment(client);
    const body = { external_id: ' S\u0301/1 ', experiment_id, ...written, molecule_type: null, unknown: 1 };

    const made = await client.post<Sample>('/samples', body);
    const read = await client.get<Sample>(`/samples/${made.body.id}`);

    const { unknown: _unknown, ...sent } = body;
    expect(made.status).toBe(201);
    expect(read.body).toEqual({
      ...sent,
      molecule_type: 'total RNA',
      id: expect.any(Number),
      qc_status: null,
      status: 'registered',
      version: 1,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updated_at: made.body.created_at,
    });
    expect(made.body).toEqual(read.body);
  });
});

describeInEveryShape('a request', (lab) => {
  // @req idempotency.fingerprint
  test('with another method, path or body under a key that was used is 422', async () => {
    const { client } = lab();
    const { id: experiment_id } = await newExperiment(client);
    const key = onceOnly();
    const body = { external_id: 'S-1', experiment_id, name: 'x', organism: 'a' };
    const { body: made } = await client.post<Sample>('/samples', body, key);

    const answers = [
      await client.post('/experiments', body, key),
      await client.post('/api/v1/samples', body, key),
      await client.patch(`/samples/${made.id}`, body, key),
      await client.post('/samples', { ...body, organism: 'b' }, key),
    ];
    const sameInOtherWords = await client.post(
      '/samples',
      { ...Object.fromEntries(Object.entries(body).reverse()) },
      key,
    );

    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 422,
        body: { detail: 'idempotency_key_reused_with_different_body' },
      });
    }
    expect(sameInOtherWords.headers.get('idempotency-replayed')).toBe('true');
  });

  // @req service.trace
  test('stands with its trace in the audit', async () => {
    const { client } = lab();
    const { id: experiment_id } = await newExperiment(client);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };

    const { body } = await client.post<Sample>('/samples', { external_id: 'S-1', experiment_id }, headers);
    const path = `/api/v1/audit?entity=sample%2F${body.id}`;
    const entry = await eventually(async () => (await client.get<Page<{ trace_id: string }>>(path)).body.items.at(0), {
      timeoutMs: 15_000,
      intervalMs: 50,
      what: 'the audit entry of the sample',
    });

    expect(entry.trace_id).toBe(traceId);
  });

  // @req etag.read
  test('for one record is answered with its version as ETag, whatever the record and the way to it', async () => {
    const { client } = lab();
    const { id, external_id } = await newExperiment(client);
    const sample = await newSample(client, { external_id: 'S-1', experiment_id: id });
    await client.patch(`/samples/${sample.id}`, { organism: 'a' });
    const made = await client.post<Experiment>('/experiments', { external_id: `${external_id} 2`, name: 'x' });

    const etag = async (path: string) => (await client.get(path)).headers.get('etag');

    expect(made.headers.get('etag')).toBe('"1"');
    expect(await etag(`/experiments/${id}`)).toBe('"1"');
    expect(await etag(`/experiments/by-external/${external_id}`)).toBe('"1"');
    expect(await etag(`/samples/${sample.id}`)).toBe('"2"');
    expect(await etag(`/samples/by-external/S-1?experiment_id=${id}`)).toBe('"2"');
    expect(await etag(`${integrations}/samples`)).toBeNull();
  });
});
