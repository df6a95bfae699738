import { expect, test } from '@jest/globals';
import type { UpdateSampleRequest } from '@benchline/proto/benchline/execution/v1/samples.ts';
import { sampleInput, sampleLab, withSamples } from './sample-lab.ts';
import { updateSample } from './update-sample.ts';

function patch(fields: Partial<UpdateSampleRequest>): UpdateSampleRequest {
  return { id: 1, customFields: [], ...fields, updateMask: Object.keys(fields) };
}

// @req samples.patch, patch.mask, versions.start
test('writes the fields that were sent and leaves the others', async () => {
  const laboratory = await sampleLab();
  await withSamples(laboratory, sampleInput('S-1', { organism: 'krill', tissueType: 'gut', cellCount: 5 }));

  const changed = await laboratory.run(updateSample, patch({ organism: 'penguin', cellCount: 0 }));

  expect(changed).toMatchObject({ organism: 'penguin', tissueType: 'gut', cellCount: 0, version: 2 });
  expect(changed).toMatchObject({ createdAt: '2026-03-01T08:00:00.002Z', updatedAt: '2026-03-01T08:00:00.003Z' });
});

// @req patch.null-clears
test('clears a field that was sent without a value', async () => {
  const laboratory = await sampleLab();
  await withSamples(laboratory, sampleInput('S-1', { organism: 'krill', donorSource: 'Ward 7' }));

  const changed = await laboratory.run(updateSample, patch({ donorSource: undefined, moleculeType: undefined }));

  expect(changed).toMatchObject({ organism: 'krill', donorSource: undefined, moleculeType: undefined, version: 2 });
});

// @req patch.no-change
test.each([
  ['nothing', {}],
  ['the present values', { organism: 'krill', cellCount: undefined, donorSource: 'Ward 7' }],
  ['a custom field as it is', { customFields: [{ fieldName: 'sex', fieldValue: 'f' }] }],
  ['the removal of an unknown custom field', { customFields: [{ fieldName: 'age', fieldValue: undefined }] }],
  ['no custom fields', { customFields: [] }],
])('sending %s changes nothing: no version, no entry in the log', async (_what, fields) => {
  const laboratory = await sampleLab();
  const customFields = [{ fieldName: 'sex', fieldValue: 'f' }];
  const [made] = await withSamples(
    laboratory,
    sampleInput('S-1', { organism: 'krill', donorSource: 'Ward 7', customFields }),
  );
  const before = await laboratory.log();

  const answered = await laboratory.run(updateSample, patch(fields));

  expect(answered).toEqual(made);
  expect(await laboratory.log()).toEqual(before);
});

// @req fields.custom-delta
test('custom fields are a delta: added, changed, removed, and kept where not named', async () => {
  const laboratory = await sampleLab();
  const customFields = ['a', 'b', 'c'].map((fieldName) => ({ fieldName, fieldValue: 'old' }));
  await withSamples(laboratory, sampleInput('S-1', { customFields }));

  const changed = await laboratory.run(
    updateSample,
    patch({
      customFields: [
        { fieldName: 'd', fieldValue: 'new' },
        { fieldName: 'b', fieldValue: 'new' },
        { fieldName: 'a', fieldValue: undefined },
      ],
    }),
  );

  expect(changed).toMatchObject({
    version: 2,
    customFields: [
      { fieldName: 'b', fieldValue: 'new' },
      { fieldName: 'c', fieldValue: 'old' },
      { fieldName: 'd', fieldValue: 'new' },
    ],
  });
});

// @req samples.patch
test('a sample that is not there is not found, whatever version is asked for', async () => {
  const { run } = await sampleLab();

  const refused = await run(updateSample, patch({ organism: 'krill' }), { ifMatch: '"1"' });

  expect(refused).toEqual({ kind: 'not_found', reason: 'sample_not_found' });
});

// @req etag.if-match, etag.star
test.each([
  ['"1"', { version: 2 }],
  ['*', { version: 2 }],
  ['"2"', { kind: 'precondition_failed', reason: 'version_conflict' }],
  ['"0"', { kind: 'precondition_failed', reason: 'version_conflict' }],
  ['1', { kind: 'precondition_failed', reason: 'version_conflict' }],
])('If-Match: %s is compared with version 1', async (ifMatch, expected) => {
  const laboratory = await sampleLab();
  await withSamples(laboratory, sampleInput('S-1'));

  expect(await laboratory.run(updateSample, patch({ organism: 'krill' }), { ifMatch })).toMatchObject(expected);
});

// @req fields.custom-sorted
test('a record has at most 100 custom fields, however many requests bring them', async () => {
  const laboratory = await sampleLab();
  const customFields = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({ fieldName: `${prefix}-${String(index)}`, fieldValue: 'v' }));
  await withSamples(laboratory, sampleInput('S-1', { customFields: customFields('a', 99) }));

  expect(await laboratory.run(updateSample, patch({ customFields: customFields('b', 2) }))).toEqual({
    kind: 'invalid',
    reason: 'validation_failed',
  });
  expect(await laboratory.run(updateSample, patch({ customFields: customFields('b', 1) }))).toMatchObject({
    version: 2,
  });
});
