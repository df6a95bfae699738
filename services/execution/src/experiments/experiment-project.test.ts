import { expect, test } from '@jest/globals';
import type { Lab } from '@benchline/runtime/testing';
import { archiveProject } from '../projects/correct-project.ts';
import { createProject } from '../projects/create-project.ts';
import { recordLab } from '../records/record-lab.ts';
import { bulkCreateExperiments, createExperiment } from './create-experiment.ts';
import { listExperiments } from './list-experiments.ts';

const input = { externalId: 'E-1', name: 'One', customFields: [] };

/** Projects P-1 and P-2, and P-3, which is archived. */
async function labWithProjects(): Promise<Lab> {
  const laboratory = recordLab();
  for (const externalId of ['P-1', 'P-2', 'P-3']) {
    await laboratory.run(createProject, { externalId, name: externalId, customFields: [] });
  }
  await laboratory.run(archiveProject, { id: 3, reason: 'registered twice' });
  return laboratory;
}

// @req experiments.project
test.each([
  ['no project', {}, { projectId: undefined }],
  ['a project by its id', { projectId: 2 }, { projectId: 2 }],
  ['a project by its external id', { projectExternalId: 'P-2' }, { projectId: 2 }],
  ['both, of which the id counts', { projectId: 1, projectExternalId: 'P-9' }, { projectId: 1 }],
  ['an id that no project has', { projectId: 9, projectExternalId: 'P-1' }, { reason: 'project_not_found' }],
  ['an id that nothing has', { projectId: 0 }, { reason: 'project_not_found' }],
  ['an external id that no project has', { projectExternalId: 'P-9' }, { reason: 'project_not_found' }],
  ['no external id', { projectExternalId: '' }, { reason: 'project_not_found' }],
  ['an archived project by its id', { projectId: 3 }, { reason: 'project_archived' }],
  ['an archived project by its external id', { projectExternalId: 'P-3' }, { reason: 'project_not_found' }],
])('an experiment may name %s', async (_what, project, expected) => {
  const { run } = await labWithProjects();

  const made = await run(createExperiment, { ...input, ...project });

  expect(made).toMatchObject(expected);
  expect(made).not.toHaveProperty('projectExternalId');
});

// @req errors.order
test('a project that is not there is told before an external id that is taken', async () => {
  const { run } = await labWithProjects();
  await run(createExperiment, input);

  expect(await run(createExperiment, { ...input, projectId: 9 })).toMatchObject({ reason: 'project_not_found' });
});

// @req experiments.fields
test('an experiment keeps all that it was given', async () => {
  const { run } = recordLab();
  const given = {
    ...input,
    hypothesis: 'h',
    description: 'd',
    expectedSampleCount: 0,
    variablesJson: '{"a":1}',
    customFields: [{ fieldName: 'season', fieldValue: '2007/08' }],
  };

  expect(await run(createExperiment, given)).toMatchObject({ ...given, status: 'registered', code: 'teste-0001' });
});

// @req bulk.create
test('experiments come in rows, each with its code', async () => {
  const { runBulk } = recordLab();
  const rows = ['E-1', 'E-2'].map((externalId) => ({ ok: true, input: { ...input, externalId } }) as const);

  expect(await runBulk(bulkCreateExperiments, rows)).toMatchObject({
    items: [{ code: 'teste-0001' }, { code: 'teste-0002' }],
  });
});

// @req experiments.list
test('a list is narrowed to a project, and one that is not there has no experiments', async () => {
  const { run, list } = await labWithProjects();
  for (const [externalId, projectId] of [
    ['E-1', 1],
    ['E-2', 2],
    ['E-3', 1],
    ['E-4', undefined],
  ] as const) {
    await run(createExperiment, { ...input, externalId, projectId });
  }
  const listed = async (filters: object) =>
    list(listExperiments, { ids: [], externalIds: [], updatedSince: undefined, ...filters });

  expect(await listed({ projectId: 1 })).toMatchObject({ items: [{ id: 3 }, { id: 1 }] });
  expect(await listed({ projectId: 1, q: 'one', status: 'registered' })).toMatchObject({
    items: [{ id: 3 }, { id: 1 }],
  });
  expect(await listed({ projectId: 9 })).toMatchObject({ items: [] });
});
