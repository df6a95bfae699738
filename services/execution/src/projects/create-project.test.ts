import { expect, test } from '@jest/globals';
import { recordLab } from '../records/record-lab.ts';
import { bulkCreateProjects, createProject } from './create-project.ts';
import { getProject, getProjectByExternalId } from './get-project.ts';

const input = (externalId: string) => ({ externalId, name: 'Palmer Station penguins', customFields: [] });

// @req projects.create, ids.code, fields.custom-sorted
test('a project is active from the start, with the next number, a code and its custom fields sorted', async () => {
  const { run } = recordLab();
  await run(createProject, input('P-1'));

  const project = await run(createProject, {
    ...input('P-2'),
    hypothesis: 'Mass follows ice.',
    customFields: [
      { fieldName: 'b', fieldValue: '2' },
      { fieldName: 'a', fieldValue: '1' },
    ],
  });

  expect(project).toEqual({
    id: 2,
    externalId: 'P-2',
    name: 'Palmer Station penguins',
    code: 'testp-0002',
    description: undefined,
    hypothesis: 'Mass follows ice.',
    status: 'active',
    customFields: [
      { fieldName: 'a', fieldValue: '1' },
      { fieldName: 'b', fieldValue: '2' },
    ],
    version: 1,
    createdAt: '2026-03-01T08:00:00.001Z',
    updatedAt: '2026-03-01T08:00:00.001Z',
    archivedAt: undefined,
  });
});

// @req projects.create, ids.contiguous
test('refuses a second project with the same external id, and burns no number', async () => {
  const { run } = recordLab();
  await run(createProject, input('P-1'));

  expect(await run(createProject, input('P-1'))).toEqual({ kind: 'conflict', reason: 'external_id_already_exists' });
  expect(await run(createProject, input('p-1'))).toMatchObject({ id: 2 });
});

// @req projects.by-external
test('a project is found by its number and by its external id, and what is not there is not', async () => {
  const { run, ask } = recordLab();
  const made = await run(createProject, input('a/b ∂'));

  expect(await ask(getProject, { id: 1 })).toEqual(made);
  expect(await ask(getProjectByExternalId, { externalId: 'a/b ∂' })).toEqual(made);
  for (const id of [0, 2]) expect(await ask(getProject, { id })).toMatchObject({ reason: 'project_not_found' });
  expect(await ask(getProjectByExternalId, { externalId: 'a' })).toMatchObject({ reason: 'project_not_found' });
});

// @req bulk.create
test('projects come in rows, each with its code', async () => {
  const { runBulk } = recordLab();
  const rows = ['P-1', 'P-1', 'P-2'].map((externalId) => ({ ok: true, input: input(externalId) }) as const);

  expect(await runBulk(bulkCreateProjects, rows)).toMatchObject({
    items: [
      { id: 1, code: 'testp-0001', externalId: 'P-1' },
      { detail: '"external_id_already_exists"' },
      { id: 2, code: 'testp-0002', externalId: 'P-2' },
    ],
    succeeded: 2,
  });
});
