import { expect, test } from '@jest/globals';
import { archiveExperiment } from '../experiments/correct-experiment.ts';
import { bulkCreateSamples, createSample } from './create-sample.ts';
import { getSample, getSampleByExternalId } from './get-sample.ts';
import { sampleInput, sampleLab } from './sample-lab.ts';

// @req samples.create, fields.molecule-type, fields.custom-sorted
test('a sample starts as registered, with the usual molecule type and its custom fields sorted', async () => {
  const { run } = await sampleLab();

  const sample = await run(
    createSample,
    sampleInput('S-1', {
      organism: 'Pygoscelis adeliae',
      cellCount: 0,
      customFields: [
        { fieldName: 'sex', fieldValue: 'f' },
        { fieldName: 'island', fieldValue: 'Dream' },
      ],
    }),
  );

  expect(sample).toMatchObject({
    id: 1,
    experimentId: 1,
    organism: 'Pygoscelis adeliae',
    cellCount: 0,
    moleculeType: 'total RNA',
    status: 'registered',
    qcStatus: undefined,
    version: 1,
    customFields: [
      { fieldName: 'island', fieldValue: 'Dream' },
      { fieldName: 'sex', fieldValue: 'f' },
    ],
  });
});

// @req samples.duplicate, ids.contiguous
test('refuses a second sample with the same external id in an experiment, and burns no number', async () => {
  const { run } = await sampleLab();

  await run(createSample, sampleInput('S-1'));
  const second = await run(createSample, sampleInput('S-1'));

  expect(second).toEqual({ kind: 'conflict', reason: 'external_id_already_exists' });
  expect(await run(createSample, sampleInput('S-2'))).toMatchObject({ id: 2 });
});

// @req samples.by-external
test('another experiment may have a sample with the same external id', async () => {
  const { run, ask } = await sampleLab();

  await run(createSample, sampleInput('S-1'));
  await run(createSample, sampleInput('S-1', { experimentId: 2 }));

  expect(await ask(getSampleByExternalId, { externalId: 'S-1', experimentId: 1 })).toMatchObject({ id: 1 });
  expect(await ask(getSampleByExternalId, { externalId: 'S-1', experimentId: 2 })).toMatchObject({ id: 2 });
});

// @req samples.parent, ids.in-body
test.each([0, -1, 3, Number.MAX_SAFE_INTEGER])('refuses a sample of experiment %p, which is not there', async (id) => {
  const { run } = await sampleLab();

  const refused = await run(createSample, sampleInput('S-1', { experimentId: id }));

  expect(refused).toEqual({ kind: 'not_found', reason: 'experiment_not_found' });
});

test('a dry run shows the sample that would be made, and makes none', async () => {
  const { run, rehearse } = await sampleLab();

  const shown = await rehearse(createSample, sampleInput('S-1'));

  expect(await run(createSample, sampleInput('S-1'))).toEqual(shown);
});

// @req bulk.create
test('each row of a bulk is judged as if it came alone, in order', async () => {
  const { run, runBulk } = await sampleLab();
  await run(createSample, sampleInput('S-2'));
  const inputs = [
    sampleInput('S-1'),
    sampleInput('S-2'),
    sampleInput('S-1'),
    sampleInput('S-3', { experimentId: 9 }),
    sampleInput('S-4'),
  ];

  const reply = await runBulk(
    bulkCreateSamples,
    inputs.map((input) => ({ ok: true, input })),
  );

  expect(reply).toMatchObject({
    succeeded: 2,
    failed: 3,
    items: [
      { index: 0, status: 201, id: 2, externalId: 'S-1', code: undefined },
      { index: 1, status: 409, detail: '"external_id_already_exists"' },
      { index: 2, status: 409, detail: '"external_id_already_exists"' },
      { index: 3, status: 404, detail: '"experiment_not_found"' },
      { index: 4, status: 201, id: 3, externalId: 'S-4' },
    ],
  });
});

// @req privacy.no-leak
test('the source of a donor stands in no commit', async () => {
  const { run, ask, store } = await sampleLab();

  await run(createSample, sampleInput('S-1', { donorSource: 'Ward 7' }));

  expect(await ask(getSample, { id: 1 })).toMatchObject({ donorSource: 'Ward 7' });
  expect(JSON.stringify(await store.commits(1, 0, 10))).not.toContain('Ward 7');
});

// @req samples.get
test('what is not there is not found', async () => {
  const { ask } = await sampleLab();
  const absent = { kind: 'not_found', reason: 'sample_not_found' };

  expect(await ask(getSample, { id: 1 })).toEqual(absent);
  expect(await ask(getSampleByExternalId, { externalId: 'S-1', experimentId: 1 })).toEqual(absent);
});

// @req samples.experiment-external-id
test('the experiment can be named by its external id, which is not looked at beside its id', async () => {
  const { run } = await sampleLab();
  const byExternalId = { experimentId: undefined, experimentExternalId: 'E-2' };

  expect(await run(createSample, sampleInput('S-1', byExternalId))).toMatchObject({ id: 1, experimentId: 2 });
  expect(await run(createSample, sampleInput('S-1', byExternalId))).toEqual({
    kind: 'conflict',
    reason: 'external_id_already_exists',
  });
  expect(await run(createSample, sampleInput('S-2', { experimentId: undefined, experimentExternalId: 'E-9' }))).toEqual(
    { kind: 'not_found', reason: 'experiment_not_found' },
  );
  expect(await run(createSample, sampleInput('S-3', { experimentExternalId: 'E-9' }))).toMatchObject({
    experimentId: 1,
  });
});

// @req archive.parents
test('an archived experiment takes no new sample: 409 by its id, 404 by the external id that it has no more', async () => {
  const { run } = await sampleLab();
  await run(createSample, sampleInput('S-1', { experimentId: 2 }));
  await run(archiveExperiment, { id: 2, reason: 'registered twice' });
  const named = { experimentId: undefined, experimentExternalId: 'E-2' };

  for (const externalId of ['S-1', 'S-2']) {
    expect(await run(createSample, sampleInput(externalId, { experimentId: 2 }))).toEqual({
      kind: 'conflict',
      reason: 'experiment_archived',
    });
  }
  expect(await run(createSample, sampleInput('S-2', named))).toEqual({
    kind: 'not_found',
    reason: 'experiment_not_found',
  });
});
