/**
 * A LIMS written in TypeScript keeps its records in step, through a client whose types were generated from the product's own document.
 * The tests run in this order, over the same records.
 */
import { deepEqual, equal, ok } from 'node:assert/strict';
import createClient from 'openapi-fetch';

// Of a declaration that typescript-client.ts puts beside the types.
type NewSample = Generated.components['schemas']['CreateSampleRequest'];

const { BENCHLINE_URL = '', BENCHLINE_KEY = '' } = process.env;
const client = createClient<Generated.paths>({
  baseUrl: `${BENCHLINE_URL}/api/v1/integrations`,
  headers: { authorization: `Bearer ${BENCHLINE_KEY}` },
});

let experimentId = 0;
let sampleId = 0;

const sample = (externalId: string, fields: Partial<NewSample> = {}): NewSample => ({
  external_id: externalId,
  experiment_id: experimentId,
  ...fields,
});

const tests: Readonly<Record<string, () => Promise<void>>> = {
  async 'creates a project, an experiment and a sample'() {
    const project = await client.POST('/projects', { body: { external_id: 'TS-P', name: 'From TypeScript' } });
    const experiment = await client.POST('/experiments', {
      body: { external_id: 'TS-E', name: 'Experiment', project_id: project.data?.id ?? null },
    });
    equal(experiment.response.status, 201);
    ok(experiment.data);
    equal(experiment.data.project_id, project.data?.id);
    experimentId = experiment.data.id;
    const fields = { assay: 'scrna', custom_fields: [{ field_name: 'island', field_value: 'Torgersen' }] } as const;
    const made = await client.POST('/samples', {
      body: sample('TS/S', { ...fields, custom_fields: [...fields.custom_fields] }),
    });
    ok(made.data);
    equal(made.data.molecule_type, 'total RNA');
    deepEqual(made.data.custom_fields, fields.custom_fields);
    sampleId = made.data.id;
  },

  async 'finds a record by an external id with a slash'() {
    const found = await client.GET('/samples/by-external/{external_id}', {
      params: { path: { external_id: 'TS/S' }, query: { experiment_id: experimentId } },
    });
    equal(found.data?.id, sampleId);
  },

  async 'gets the same answer for the same idempotency key'() {
    const create = () =>
      client.POST('/samples', {
        body: sample('TS-R'),
        params: { header: { 'Idempotency-Key': 'ts-1' } },
        parseAs: 'text',
      });
    const [first, second] = [await create(), await create()];
    deepEqual([first.response.status, second.response.status], [201, 201]);
    equal(first.data, second.data);
    equal(first.response.headers.get('idempotency-replayed'), null);
    equal(second.response.headers.get('idempotency-replayed'), 'true');
  },

  async 'tries a create without making anything'() {
    const tried = await client.POST('/samples', { body: sample('TS-D'), params: { query: { dry_run: true } } });
    deepEqual([tried.response.status, tried.response.headers.get('dry-run')], [200, 'true']);
    const made = await client.POST('/samples', { body: sample('TS-D') });
    deepEqual([made.response.status, made.data?.id], [201, tried.data?.id]);
  },

  async 'reads a list page by page'() {
    const names = Array.from({ length: 7 }, (_, number) => `TS-${String(number)}`);
    const bulk = await client.POST('/samples/bulk', { body: { items: names.map((name) => sample(name)) } });
    equal(bulk.data?.succeeded, 7);
    const found: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await client.GET('/samples', {
        params: { query: { experiment_id: experimentId, limit: 3, ...(cursor && { cursor }) } },
      });
      ok(page.data);
      found.push(...page.data.items.map(({ external_id }) => external_id));
      cursor = page.data.next_cursor;
    } while (cursor !== null);
    deepEqual(found, [...names.toReversed(), 'TS-D', 'TS-R', 'TS/S']);
  },

  async 'patches what it has read, and not what has changed since'() {
    const path = { id: sampleId };
    const read = await client.GET('/samples/{id}', { params: { path } });
    const header = { 'If-Match': read.response.headers.get('etag') ?? '' };
    const patched = await client.PATCH('/samples/{id}', {
      params: { path, header },
      body: { organism: 'Pygoscelis adeliae', assay: null },
    });
    deepEqual(
      [patched.response.status, patched.data?.organism, patched.data?.assay, patched.data?.version],
      [200, 'Pygoscelis adeliae', null, 2],
    );
    const late = await client.PATCH('/samples/{id}', { params: { path, header }, body: { organism: 'x' } });
    equal(late.response.status, 412);
    deepEqual(late.error, { detail: 'version_conflict', version: 2 });
    equal(late.response.headers.get('etag'), '"2"');
  },

  async 'is told that an external id is taken'() {
    const taken = await client.POST('/samples', { body: sample('TS/S') });
    equal(taken.response.status, 409);
    deepEqual(taken.error, { detail: 'external_id_already_exists' });
  },

  async 'is told what is wrong with a body'() {
    const wrong = await client.POST('/samples', { body: sample('') });
    equal(wrong.response.status, 422);
    const detail = wrong.error?.detail;
    ok(Array.isArray(detail));
    deepEqual(
      detail.map(({ loc, type }) => [loc, type]),
      [[['body', 'external_id'], 'string_too_short']],
    );
  },

  async 'sends many rows and gets an outcome for each'() {
    const { data } = await client.POST('/samples/bulk', {
      body: { items: [sample('TS-B'), sample('TS/S'), sample('')] },
      params: { header: { 'Idempotency-Key': 'ts-2' } },
    });
    ok(data);
    deepEqual([data.succeeded, data.failed], [1, 2]);
    deepEqual(
      data.items.map(({ status }) => status),
      [201, 409, 422],
    );
    equal(data.items[1]?.detail, 'external_id_already_exists');
    ok(Array.isArray(data.items[2]?.detail));
  },
};

for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}`);
    console.error(error);
    process.exitCode = 1;
  }
}
