import { expect, test } from '@jest/globals';
import { describeInEveryShape } from '../harness/every-shape.ts';
import { clientOf, integrations } from '../harness/client.ts';
import type { Sample } from '../harness/wire.ts';
import { newExperiment, newSample, onceOnly } from './lab-records.ts';

const json = { 'content-type': 'application/json' };

describeInEveryShape('refusals', (lab) => {
  // @req errors.order, samples.qc-writes, samples.status-writes, samples.parent, samples.duplicate
  test('come in the order that the contract fixes', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    await newSample(client, { external_id: 'S-1', experiment_id: experiment });
    const key = onceOnly();
    const taken = { external_id: 'S-1', experiment_id: experiment };
    const post = (body: unknown, headers = {}) => client.post('/samples', body, headers);
    expect((await post({ external_id: 'S-2', experiment_id: experiment }, key)).status).toBe(201);

    expect(
      await client.send({ method: 'POST', path: '/samples', body: '{', headers: { 'content-type': 'text/plain' } }),
    ).toMatchObject({ status: 415, body: { detail: 'unsupported_media_type' } });
    expect((await client.send({ method: 'POST', path: '/samples', body: '{', headers: json })).status).toBe(422);
    expect((await post({ status: 'completed', organism: 7 })).status).toBe(422);
    expect(await post({ ...taken, status: 'completed', qc_status: 'pass' }, key)).toMatchObject({
      status: 400,
      body: { detail: 'qc_writes_not_permitted' },
    });
    expect(await post({ ...taken, status: 'completed' }, key)).toMatchObject({
      status: 400,
      body: { detail: 'status_writes_not_permitted' },
    });
    expect(await post({ ...taken, experiment_id: 4711 }, key)).toMatchObject({
      status: 422,
      body: { detail: 'idempotency_key_reused_with_different_body' },
    });
    expect(await post({ ...taken, experiment_id: 4711 })).toMatchObject({
      status: 404,
      body: { detail: 'experiment_not_found' },
    });
    expect(await post(taken)).toMatchObject({ status: 409, body: { detail: 'external_id_already_exists' } });
  });

  // @req samples.patch, errors.order
  test('a patch of no record is 404 before its precondition', async () => {
    const { client } = lab();

    const answer = await client.patch('/samples/4711', { organism: 'x' }, { 'if-match': '"1"' });

    expect(answer).toMatchObject({ status: 404, body: { detail: 'sample_not_found' } });
  });

  // @req samples.qc-writes, samples.status-writes
  test('a forbidden field that is null is as good as absent', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);

    const made = await client.post<Sample>('/samples', {
      external_id: 'S-1',
      experiment_id: experiment,
      qc_status: null,
      status: null,
      code: 'x',
      nonsense: { deep: true },
    });
    const patched = await client.patch(`/samples/${String(made.body.id)}`, { status: 'completed' });

    expect(made.status).toBe(201);
    expect(made.body).not.toHaveProperty('nonsense');
    expect(patched).toMatchObject({ status: 400, body: { detail: 'status_writes_not_permitted' } });
  });

  // @req auth.missing, auth.invalid, errors.unknown-route
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['no credential', {}, 'Missing or invalid authorization header'],
    ['another scheme', { authorization: 'Basic eDp5' }, 'Missing or invalid authorization header'],
    ['a wrong key', { authorization: `Bearer biokey_${'x'.repeat(16)}.${'y'.repeat(32)}` }, 'Invalid API key'],
    ['a key of another form', { 'x-api-key': 'hello' }, 'Invalid API key'],
  ])('%s is answered 401, even where there is no such route', async (_name, headers, detail) => {
    const { product } = lab();

    for (const path of ['/samples', '/nowhere']) {
      const response = await fetch(`${product.url}${integrations}${path}`, { headers });

      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ detail });
      expect(response.headers.get('x-request-id')).toMatch(/.+/);
    }
  });

  // @req errors.unknown-route, errors.method
  test('an unknown route is 404 and another method 405, with a key', async () => {
    const { client } = lab();

    const unknown = await client.get('/nowhere');
    const method = await client.send({ method: 'DELETE', path: '/samples' });

    expect(unknown).toMatchObject({ status: 404, body: { detail: 'not_found' } });
    expect(method).toMatchObject({ status: 405, body: { detail: 'method_not_allowed' } });
    expect(method.headers.get('allow')).toContain('POST');
  });

  // @req auth.api-key-header
  test('the key is taken as x-api-key as well, and must be the same in both places', async () => {
    const { product } = lab();
    const other = `biokey_${'x'.repeat(16)}.${'y'.repeat(32)}`;
    const get = (headers: Readonly<Record<string, string>>) =>
      fetch(`${product.url}${integrations}/samples`, { headers }).then(({ status }) => status);

    expect(await get({ 'x-api-key': product.key })).toBe(200);
    expect(await get({ 'x-api-key': product.key, authorization: `Bearer ${product.key}` })).toBe(200);
    expect(await get({ 'x-api-key': other, authorization: `Bearer ${product.key}` })).toBe(401);
    expect(await get({ 'x-api-key': product.key, 'x-organization': '2' })).toBe(401);
  });

  // @req errors.request-id
  test("the caller's request id comes back, on refusals too", async () => {
    const { product } = lab();
    const wrong = clientOf({ ...product, key: 'nonsense' });

    const answer = await wrong.send({ method: 'GET', path: '/samples', headers: { 'x-request-id': 'lims-4711' } });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('x-request-id')).toBe('lims-4711');
  });
});
