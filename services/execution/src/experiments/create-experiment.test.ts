import { expect, test } from '@jest/globals';
import { lab } from '@benchline/runtime/testing';
import { createExperiment } from './create-experiment.ts';
import { experimentKind } from './experiment.ts';
import { getExperiment, getExperimentByExternalId } from './get-experiment.ts';

const laboratory = () => lab({ kinds: [experimentKind] });

// @req experiments.create, ids.code, versions.start
test('an experiment gets the next number, and a code made of the name of its organization', async () => {
  const { run } = laboratory();

  await run(createExperiment, { externalId: 'E-1', name: 'Tide pools' });
  const second = await run(createExperiment, { externalId: 'E-2', name: 'Ice' }, { organizationName: 'Palmer LTER' });

  expect(second).toEqual({
    id: 2,
    externalId: 'E-2',
    name: 'Ice',
    code: 'palme-0002',
    status: 'registered',
    version: 1,
    createdAt: '2026-03-01T08:00:00.001Z',
    updatedAt: '2026-03-01T08:00:00.001Z',
  });
});

test('refuses a second experiment with the same external id, and burns no number', async () => {
  const { run } = laboratory();

  await run(createExperiment, { externalId: 'E-1', name: 'One' });
  const second = await run(createExperiment, { externalId: 'E-1', name: 'Two' });

  expect(second).toEqual({ kind: 'conflict', reason: 'external_id_already_exists' });
  expect(await run(createExperiment, { externalId: 'E-2', name: 'Two' })).toMatchObject({ id: 2 });
});

// @req text.as-sent
test('an external id is compared as it was sent', async () => {
  const { run } = laboratory();

  await run(createExperiment, { externalId: 'a/B', name: 'One' });

  expect(await run(createExperiment, { externalId: 'A/b', name: 'Two' })).toMatchObject({ id: 2 });
});

// @req experiments.get
test('an experiment is found by its number and by its external id', async () => {
  const { run, ask } = laboratory();
  const made = await run(createExperiment, { externalId: 'a/b c', name: 'One' });

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
