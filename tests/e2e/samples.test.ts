import { expect, test } from '@jest/globals';
import { describeInEveryShape } from '../harness/every-shape.ts';
import type { Experiment, Refusal, Sample } from '../harness/wire.ts';
import { newExperiment, newSample, onceOnly } from './lab-records.ts';

describeInEveryShape('samples of an experiment', (lab) => {
  // @req experiments.create, experiments.get, ids.code
  test('an experiment is made once, and found by its id and by its external id', async () => {
    const { client } = lab();
    const body = { external_id: 'RUN/2026 %7', name: 'First run' };

    const made = await client.post<Experiment>('/experiments', body);
    const again = await client.post<Refusal>('/experiments', body);

    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ id: 1, ...body, code: 'devee-0001', status: 'registered', version: 1 });
    expect(again).toMatchObject({ status: 409, body: { detail: 'external_id_already_exists' } });
    expect((await client.get('/experiments/1')).body).toEqual(made.body);
    expect((await client.get('/experiments/by-external/RUN%2F2026%20%257')).body).toEqual(made.body);
    expect(await client.get('/experiments/2')).toMatchObject({ status: 404, body: { detail: 'experiment_not_found' } });
  });

  // @req samples.create, samples.get, etag.read, versions.start
  test('a created sample reads back as it was answered, with what the product adds', async () => {
    const { client } = lab();
    const { id } = await newExperiment(client);
    const sent = {
      external_id: 'S-1',
      experiment_id: id,
      organism: 'Pygoscelis adeliae',
      donor_source: 'Colony 7',
      cell_count: 12,
      custom_fields: [
        { field_name: 'sex', field_value: 'f' },
        { field_name: 'mass', field_value: '3750' },
        { field_name: 'nothing', field_value: null },
      ],
    };

    const made = await client.post<Sample>('/samples', sent);

    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...sent,
      custom_fields: [
        { field_name: 'mass', field_value: '3750' },
        { field_name: 'sex', field_value: 'f' },
      ],
      molecule_type: 'total RNA',
      assay: null,
      status: 'registered',
      qc_status: null,
      version: 1,
    });
    expect(made.headers.get('etag')).toBe('"1"');
    const read = await client.get<Sample>(`/samples/${String(made.body.id)}`);
    expect(read).toMatchObject({ status: 200, body: made.body });
    expect(read.headers.get('etag')).toBe('"1"');
  });

  // @req idempotency.replay, ids.contiguous
  test('a repeated create is answered byte for byte, without a second sample', async () => {
    const { client } = lab();
    const { id } = await newExperiment(client);
    const key = onceOnly();
    const body = { external_id: 'S-1', experiment_id: id };

    const first = await client.post<Sample>('/samples', body, key);
    const second = await client.post<Sample>('/samples', body, key);
    const other = await client.post<Refusal>('/samples', { ...body, external_id: 'S-2' }, key);

    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second).toMatchObject({ status: 201, text: first.text });
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(other.status).toBe(422);
    expect(other.body.detail).toBe('idempotency_key_reused_with_different_body');
    expect(await newSample(client, { ...body, external_id: 'S-3' })).toMatchObject({ id: first.body.id + 1 });
  });

  // @req idempotency.refusal
  test('what was refused is judged anew under the same key', async () => {
    const { client } = lab();
    const { id } = await newExperiment(client);
    const key = onceOnly();
    const body = { external_id: 'S-1', experiment_id: id + 1 };

    const refused = await client.post<Refusal>('/samples', body, key);
    await newExperiment(client);
    const accepted = await client.post<Sample>('/samples', body, key);

    expect(refused).toMatchObject({ status: 404, body: { detail: 'experiment_not_found' } });
    expect(accepted.status).toBe(201);
  });

  // @req samples.patch, patch.mask, patch.null-clears, patch.ignored, fields.custom-delta, versions.start
  test('a patch writes what is present, clears what is null and leaves the rest', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const fields = {
      organism: 'Gorilla',
      tissue_type: 'blood',
      custom_fields: [{ field_name: 'a', field_value: '1' }],
    };
    const { id } = await newSample(client, { external_id: 'S-1', experiment_id: experiment, ...fields });

    const patched = await client.patch<Sample>(`/samples/${String(id)}`, {
      organism: null,
      prep_notes: 'thawed twice',
      external_id: 'ignored',
      custom_fields: [{ field_name: 'b', field_value: '2' }],
    });

    expect(patched.status).toBe(200);
    expect(patched.headers.get('etag')).toBe('"2"');
    expect(patched.body).toMatchObject({
      external_id: 'S-1',
      organism: null,
      tissue_type: 'blood',
      prep_notes: 'thawed twice',
      version: 2,
      custom_fields: [
        { field_name: 'a', field_value: '1' },
        { field_name: 'b', field_value: '2' },
      ],
    });
    expect((await client.get(`/samples/${String(id)}`)).body).toEqual(patched.body);
  });

  // @req patch.no-change
  test('a patch without effect makes no version', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const made = await newSample(client, { external_id: 'S-1', experiment_id: experiment, organism: 'Gorilla' });

    const same = await client.patch<Sample>(`/samples/${String(made.id)}`, { organism: 'Gorilla' });
    const empty = await client.patch<Sample>(`/samples/${String(made.id)}`, {});

    expect(same).toMatchObject({ status: 200, body: made });
    expect(empty).toMatchObject({ status: 200, body: made });
  });

  // @req ids.external-slash, samples.by-external
  test.each(['a/b', '100 %', '%2F', '🧪 émoji', 'by-external', '+ &?#'])(
    'the external id %j is found through its percent-encoding',
    async (externalId) => {
      const { client } = lab();
      const { id } = await newExperiment(client);
      const made = await newSample(client, { external_id: externalId, experiment_id: id });

      const path = `/samples/by-external/${encodeURIComponent(externalId)}?experiment_id=${String(id)}`;
      const found = await client.get(path);

      expect(found).toMatchObject({ status: 200, body: made });
    },
  );

  // @req etag.if-match, etag.star
  test('If-Match lets through who knows the version, and tells the others which it is', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const { id } = await newSample(client, { external_id: 'S-1', experiment_id: experiment });
    const path = `/samples/${String(id)}`;

    const known = await client.patch(path, { organism: 'a' }, { 'if-match': '"1"' });
    const stale = await client.patch(path, { organism: 'b' }, { 'if-match': '"1"' });
    const any = await client.patch(path, { organism: 'c' }, { 'if-match': '*' });

    expect(known.status).toBe(200);
    expect(stale).toMatchObject({ status: 412, body: { detail: 'version_conflict', version: 2 } });
    expect(stale.headers.get('etag')).toBe('"2"');
    expect(any).toMatchObject({ status: 200, body: { version: 3, organism: 'c' } });
  });

  // @req dry-run.answer, dry-run.no-trace, idempotency.dry-run
  test('a dry run answers as the call would and leaves nothing', async () => {
    const { client } = lab();
    const { id } = await newExperiment(client);
    const body = { external_id: 'S-1', experiment_id: id };
    const key = onceOnly();

    const tried = await client.post<Sample>('/samples?dry_run=true', body, key);
    const real = await client.post<Sample>('/samples', body, key);
    const refused = await client.post('/samples?dry_run=true', body);

    expect(tried).toMatchObject({ status: 200, body: { id: real.body.id, ...body } });
    expect(tried.headers.get('dry-run')).toBe('true');
    expect(real.status).toBe(201);
    expect(real.headers.get('idempotency-replayed')).toBeNull();
    expect(refused).toMatchObject({ status: 409, body: { detail: 'external_id_already_exists' } });
  });
});
