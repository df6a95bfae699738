import { expect, test } from '@jest/globals';
import { archiveSample } from './correct-sample.ts';
import { listSamples } from './list-samples.ts';
import { reviewSampleQc } from './review-sample-qc.ts';
import { sampleInput, sampleLab, withSamples } from './sample-lab.ts';

const review = (qcStatus: string) => ({ id: 1, qcStatus, reason: 'RIN 8.9' });

// @req qc.review
test('a review sets the QC status, and lists find the sample by it', async () => {
  const laboratory = await sampleLab();
  await withSamples(laboratory, sampleInput('S-1'), sampleInput('S-2'));

  const reviewed = await laboratory.run(reviewSampleQc, review('warning'), { reason: 'RIN 8.9' });

  expect(reviewed).toMatchObject({ id: 1, qcStatus: 'warning', status: 'registered', version: 2 });
  expect((await laboratory.log()).at(-1)?.entries).toMatchObject([
    {
      reason: 'RIN 8.9',
      changes: [{ verb: 'qc_changed', before: { qcStatus: null }, after: { qcStatus: 'warning' } }],
    },
  ]);
  const found = await laboratory.list(listSamples, {
    ids: [],
    externalIds: [],
    updatedSince: undefined,
    qcStatus: 'warning',
  });
  expect(found).toMatchObject({ items: [{ id: 1 }] });
});

// @req qc.confirmed
test('a review that confirms the result is a version and an entry of its own', async () => {
  const laboratory = await sampleLab();
  await withSamples(laboratory, sampleInput('S-1'));

  await laboratory.run(reviewSampleQc, review('pass'), { reason: 'first look' });
  const second = await laboratory.run(reviewSampleQc, review('pass'), { reason: 'second look' });

  expect(second).toMatchObject({ qcStatus: 'pass', version: 3 });
  expect((await laboratory.log()).at(-1)?.entries).toMatchObject([{ reason: 'second look' }]);
});

test('an archived sample and one that is not there are not reviewed', async () => {
  const laboratory = await sampleLab();
  expect(await laboratory.run(reviewSampleQc, review('pass'))).toEqual({
    kind: 'not_found',
    reason: 'sample_not_found',
  });
  await withSamples(laboratory, sampleInput('S-1'));
  await laboratory.run(archiveSample, { id: 1, reason: 'empty' });

  expect(await laboratory.run(reviewSampleQc, review('pass'))).toEqual({ kind: 'conflict', reason: 'archived' });
});
