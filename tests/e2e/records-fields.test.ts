import { expect, test } from '@jest/globals';
import { describeInEveryShape } from '../harness/every-shape.ts';
import { integrations } from '../harness/client.ts';
import type { LabRecord } from './records-kinds.ts';
import { newName, newRecord } from './records-kinds.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const custom_fields = [{ field_name: 'season', field_value: '' }];

describeInEveryShape('the fields of projects and experiments', (lab) => {
  // @req projects.fields, text.as-sent, ids.code
  test('of a project are those of the contract; status, code and unknown ones are ignored', async () => {
    const { client } = lab();
    const written = { name: ' Pe\u0301nguins ', description: 'two\r\nlines', hypothesis: '🧪', custom_fields };
    const ignored = { status: 'closed', code: 'x', qc_status: 'pass', version: 7, other: 1 };

    const made = await client.post<LabRecord>('/projects', { external_id: 'ﬁ/1 ', ...written, ...ignored });
    const patched = await client.patch<LabRecord>(`/projects/${String(made.body.id)}`, ignored);

    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: made.body.id,
      external_id: 'ﬁ/1 ',
      ...written,
      code: `devep-${String(made.body.id).padStart(4, '0')}`,
      status: 'active',
      created_at: time,
      updated_at: time,
      version: 1,
    });
    expect(patched).toMatchObject({ status: 200, text: made.text });
  });

  // @req experiments.fields, experiments.project, fields.variables-json, ids.code
  test('of an experiment are those of the contract, its project by id or external id', async () => {
    const { client } = lab();
    const project = await newRecord(client, '/projects', { name: 'P' });
    const written = {
      name: 'Season',
      hypothesis: 'h',
      description: null,
      expected_sample_count: 2 ** 53 - 1,
      variables_json: { b: [1, { c: null }], a: 'µ', __proto_: 1 },
      custom_fields,
    };
    const external_id = newName();
    const named = { external_id, project_external_id: project.external_id };

    const made = await client.post<LabRecord>('/experiments', { ...named, ...written, code: 'x', other: 1 });

    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: made.body.id,
      external_id,
      ...written,
      project_id: project.id,
      code: `devee-${String(made.body.id).padStart(4, '0')}`,
      status: 'registered',
      created_at: time,
      updated_at: time,
      version: 1,
    });
    expect((await client.get(`/experiments/by-external/${encodeURIComponent(external_id)}`)).body).toEqual(made.body);
  });

  // @req experiments.project, errors.order
  test.each([
    ['an id that no project has', { project_id: 4711, project_external_id: 'looked at' }, 404, 'project_not_found'],
    ['an external id that no project has', { project_external_id: 'nobody' }, 404, 'project_not_found'],
    ['an id beyond all numbers', { project_id: 2 ** 53 }, 422, expect.any(Array)],
    ['a status', { status: 'complete', project_id: 4711 }, 400, 'status_writes_not_permitted'],
  ])('an experiment with %s is refused', async (_what, fields, status, detail) => {
    const { client } = lab();

    const answer = await client.post('/experiments', { external_id: newName(), name: 'E', ...fields });

    expect(answer).toMatchObject({ status, body: { detail } });
  });

  // @req experiments.patch, fields.variables-json, patch.no-change
  test('of an experiment are patched, variables as a whole', async () => {
    const { client } = lab();
    const { id } = await newRecord(client, '/experiments', { name: 'E', variables_json: { a: 1, b: { c: 2 } } });
    const patch = (body: unknown) => client.patch(`/experiments/${String(id)}`, body);

    expect(await patch({ variables_json: { b: { c: 2 }, a: 1 } })).toMatchObject({ body: { version: 1 } });
    expect((await patch({ variables_json: { b: {} } })).body).toMatchObject({ variables_json: { b: {} }, version: 2 });
    expect((await patch({ variables_json: null })).body).toMatchObject({ variables_json: null, version: 3 });
    expect((await patch({ status: null, name: 'F' })).body).toMatchObject({ name: 'F', status: 'registered' });
    expect(await patch({ status: 'complete' })).toMatchObject({
      status: 400,
      body: { detail: 'status_writes_not_permitted' },
    });
    expect((await patch({ name: null })).status).toBe(422);
  });

  // @req archive.parents
  test('what is new in something archived is refused: 409 by its id, 404 by its external id', async () => {
    const { client } = lab();
    const project = await newRecord(client, '/projects', { name: 'P' });
    const experiment = await newRecord(client, '/experiments', { name: 'E', project_id: project.id });
    const sample = await newRecord(client, '/samples', { experiment_id: experiment.id });
    for (const path of [`/projects/${String(project.id)}`, `/experiments/${String(experiment.id)}`]) {
      expect((await client.post(`${path}/archive`, { reason: 'over' })).status).toBe(200);
    }
    const told = async (path: string, fields: object) => {
      const answer = await client.post<{ detail: unknown }>(path, { external_id: newName(), name: 'x', ...fields });
      return [answer.status, answer.body.detail];
    };

    expect(await told('/experiments', { project_id: project.id })).toEqual([409, 'project_archived']);
    expect(await told('/experiments', { project_external_id: project.external_id })).toEqual([
      404,
      'project_not_found',
    ]);
    expect(await told('/samples', { experiment_id: experiment.id })).toEqual([409, 'experiment_archived']);
    expect(await told('/samples', { experiment_external_id: experiment.external_id })).toEqual([
      404,
      'experiment_not_found',
    ]);
    expect((await client.patch(`/samples/${String(sample.id)}`, { organism: 'krill' })).status).toBe(200);
  });

  // @req experiments.list
  test('experiments are listed by project', async () => {
    const { client } = lab();
    const project = await newRecord(client, '/projects', { name: 'P' });
    const one = await newRecord(client, '/experiments', { name: 'Straße', project_id: project.id });
    const two = await newRecord(client, '/experiments', { name: 'other', project_id: project.id });
    const listed = async (query: string) =>
      (await client.get<{ items: readonly LabRecord[] }>(`/experiments?${query}`)).body.items.map(({ id }) => id);

    expect(await listed(`project_id=${String(project.id)}`)).toEqual([two.id, one.id]);
    expect(await listed(`project_id=${String(project.id)}&q=STRASSE`)).toEqual([one.id]);
    expect(await listed('project_id=4711')).toEqual([]);
  });

  // @req auth.people-routes
  test.each([
    ['/experiments/1/transition', { status: 'library_prep' }],
    ['/samples/1/transition', { status: 'in_process' }],
    ['/samples/1/qc-review', { qc_status: 'pass', reason: 'seen' }],
  ])('%s is for signed-in people, and no route for integrations', async (path, body) => {
    const { client } = lab();

    expect(await client.post(`/api/v1${path}`, body)).toMatchObject({
      status: 403,
      body: { detail: 'session_required' },
    });
    expect(await client.post(`${integrations}${path}`, body)).toMatchObject({
      status: 404,
      body: { detail: 'not_found' },
    });
  });
});
