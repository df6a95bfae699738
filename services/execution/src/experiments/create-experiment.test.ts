import { expect, test } from '@jest/globals';
import { createExperiment } from './create-experiment.ts';
import { recordLab } from '../records/record-lab.ts';
import { getExperiment, getExperimentByExternalId } from './get-experiment.ts';

const laboratory = recordLab;

// @req experiments.create, ids.code, versions.start
test('an experiment gets the next number, and a code made of the name of its organization', async () => {
  const { run } = laboratory();

  await run(createExperiment, { externalId: 'E-1', name: 'Tide pools', customFields: [] });
  const second = await run(
    createExperiment,
    { externalId: 'E-2', name: 'Ice', customFields: [] },
    { organizationName: 'Palmer LTER' },
  );

  expect(second).toEqual({
    id: 2,
    externalId: 'E-2',
    name: 'Ice',
    code: 'palme-0002',
    customFields: [],
    status: 'registered',
    version: 1,
    createdAt: '2026-03-01T08:00:00.001Z',
    updatedAt: '2026-03-01T08:00:00.001Z',
  });
});

test('refuses a second experiment with the same external id, and burns no number', async () => {
  const { run } = laboratory();

  await run(createExperiment, { externalId: 'E-1', name: 'One', customFields: [] });
  const second = await run(createExperiment, { externalId: 'E-1', name: 'Two', customFields: [] });

  expect(second).toEqual({ kind: 'conflict', reason: 'external_id_already_exists' });
  expect(await run(createExperiment, { externalId: 'E-2', name: 'Two', customFields: [] })).toMatchObject({ id: 2 });
});

// @req text.as-sent
test('an external id is compared as it was sent', async () => {
  const { run } = laboratory();

  await run(createExperiment, { externalId: 'a/B', name: 'One', customFields: [] });

  expect(await run(createExperiment, { externalId: 'A/b', name: 'Two', customFields: [] })).toMatchObject({ id: 2 });
});

// @req experiments.get
test('an experiment is found by its number and by its external id', async () => {
  const { run, ask } = laboratory();
  const made = await run(createExperiment, { externalId: 'a/b c', name: 'One', customFields: [] });

  expect(await ask(getExperiment, { id: 1 })).toEqual(made);
  expect(await ask(getExperimentByExternalId, { externalId: 'a/b c' })).toEqual(made);
});

// @req experiments.get
test('what is not there is not found', async () => {
  const { ask } = laboratory();
  const absent = { kind: 'not_found', reason: 'experiment_not_found' };

  expect(await ask(getExperiment, { id: 1 })).toEqual(absent);
  expect(await ask(getExperimentByExternalId, { externalId: 'a' })).toEqual(absent);
});
