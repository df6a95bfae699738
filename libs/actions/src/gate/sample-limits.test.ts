import { expect, test } from '@jest/globals';
import { actionOf, refusalOf, request } from '../../test/lab.ts';
import { productDeclarations } from '../read/product-declarations.ts';
import { createGate } from './gate.ts';

const post = createGate(actionOf(productDeclarations(), 'CreateSample'));
const patch = createGate(actionOf(productDeclarations(), 'UpdateSample'));

/** Of a sample with these fields, what is refused, or that it is let in. */
const writes = {
  POST: (fields: object) =>
    refusalOf(() => post.read(request({ body: { external_id: 'S-1', experiment_id: 1, ...fields } }))),
  PATCH: (fields: object) => refusalOf(() => patch.read(request({ path: { id: '1' }, body: fields }))),
} as const;
const methods = ['POST', 'PATCH'] as const;
const letIn = { accepted: expect.anything() };

const texts = [
  ['organism', 100],
  ['tissue_type', 100],
  ['molecule_type', 100],
  ['donor_source', 255],
  ['treatment_condition', 255],
  ['chemistry_version', 50],
  ['library_prep_method', 200],
  ['prep_notes', 10_000],
] as const;

// @req fields.limits
test.each(methods.flatMap((method) => texts.map(([field, limit]) => ({ method, field, limit }))))(
  '$method of a sample takes $limit characters of $field, and not one more',
  ({ method, field, limit }) => {
    expect(writes[method]({ [field]: 'x'.repeat(limit) })).toEqual(letIn);
    expect(writes[method]({ [field]: 'x'.repeat(limit + 1) })).toEqual([`body.${field} string_too_long`]);
  },
);

// @req fields.limits
test('the external id of a sample has 1 to 255 characters', () => {
  expect(writes.POST({ external_id: 'x'.repeat(255) })).toEqual(letIn);
  expect(writes.POST({ external_id: 'x'.repeat(256) })).toEqual(['body.external_id string_too_long']);
  expect(writes.POST({ external_id: '' })).toEqual(['body.external_id string_too_short']);
});

// @req fields.sample
test.each(methods)('%s of a sample takes a count, the named assays and null for them', (method) => {
  expect(writes[method]({ cell_count: 0, assay: 'scrna', organism: null })).toEqual(letIn);
  expect(writes[method]({ cell_count: null, assay: null })).toEqual(letIn);
  expect(writes[method]({ cell_count: -1 })).toEqual(['body.cell_count greater_than_equal']);
  expect(writes[method]({ assay: 'atac' })).toEqual(['body.assay literal_error']);
});

const named = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ field_name: `f${String(index)}`, field_value: 'x' }));

// @req fields.custom-twice
test.each(methods)('%s of a sample takes no custom field name twice', (method) => {
  const custom_fields = [...named(2), { field_name: 'f0', field_value: null }];

  expect(writes[method]({ custom_fields })).toEqual(['body.custom_fields.2.field_name duplicate']);
});

test.each(methods)('%s of a sample takes up to 100 custom fields within their limits', (method) => {
  const field_name = 'n'.repeat(255);
  const custom = (fields: object) => writes[method]({ custom_fields: [{ field_name, field_value: null, ...fields }] });

  expect(writes[method]({ custom_fields: named(100) })).toEqual(letIn);
  expect(writes[method]({ custom_fields: named(101) })).toEqual(['body.custom_fields too_long']);
  expect(custom({ field_value: 'x'.repeat(4_000) })).toEqual(letIn);
  expect(custom({ field_value: 'x'.repeat(4_001) })).toEqual(['body.custom_fields.0.field_value string_too_long']);
  expect(custom({ field_name: `${field_name}n` })).toEqual(['body.custom_fields.0.field_name string_too_long']);
  expect(custom({ field_name: '' })).toEqual(['body.custom_fields.0.field_name string_too_short']);
});
