import { describe, expect, test } from '@jest/globals';
import { actionOf, refusalOf, request } from '../../test/lab.ts';
import { productDeclarations } from '../read/product-declarations.ts';
import { createGate } from './gate.ts';

const declarations = productDeclarations();
const gate = (action: string) => createGate(actionOf(declarations, action));
const letIn = { accepted: expect.anything() };

describe.each(['Project', 'Experiment'])('of a record of the kind %s', (kind) => {
  const [post, patch] = [gate(`Create${kind}`), gate(`Update${kind}`)];
  const writes = {
    POST: (fields: object) =>
      refusalOf(() => post.read(request({ body: { external_id: 'X-1', name: 'One', ...fields } }))),
    PATCH: (fields: object) => refusalOf(() => patch.read(request({ path: { id: '1' }, body: fields }))),
  } as const;
  const methods = ['POST', 'PATCH'] as const;

  // @req projects.fields, experiments.fields, fields.limits
  test.each(methods)('%s takes texts up to their limits, and not one character more', (method) => {
    for (const [field, limit] of [
      ['name', 255],
      ['description', 10_000],
      ['hypothesis', 10_000],
    ] as const) {
      expect(writes[method]({ [field]: 'µ'.repeat(limit) })).toEqual(letIn);
      expect(writes[method]({ [field]: 'x'.repeat(limit + 1) })).toEqual([`body.${field} string_too_long`]);
    }
    expect(writes[method]({ description: null, hypothesis: null })).toEqual(letIn);
    expect(writes[method]({ name: '' })).toEqual(['body.name string_too_short']);
    expect(writes[method]({ name: null })).toEqual(['body.name string_type']);
  });

  // @req fields.limits, fields.custom-twice, fields.custom-sorted
  test.each(methods)('%s takes up to 100 custom fields, no name twice', (method) => {
    const named = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ field_name: `f${String(index)}`, field_value: null }));

    expect(writes[method]({ custom_fields: named(100) })).toEqual(letIn);
    expect(writes[method]({ custom_fields: named(101) })).toEqual(['body.custom_fields too_long']);
    expect(writes[method]({ custom_fields: [...named(1), ...named(1)] })).toEqual([
      'body.custom_fields.1.field_name duplicate',
    ]);
  });

  // @req fields.limits
  test('an external id and a name are required to make one', () => {
    expect(refusalOf(() => post.read(request({ body: {} })))).toEqual(
      expect.arrayContaining(['body.external_id missing', 'body.name missing']),
    );
    expect(writes.POST({ external_id: 'x'.repeat(255) })).toEqual(letIn);
    expect(writes.POST({ external_id: 'x'.repeat(256) })).toEqual(['body.external_id string_too_long']);
    expect(writes.POST({ external_id: '' })).toEqual(['body.external_id string_too_short']);
  });

  // @req external-id.correct, archive.reason
  test('a correction takes an external id and a reason of 1 to 1,000 characters', () => {
    const correct = gate(`Correct${kind}ExternalId`);
    const correcting = (body: object) => refusalOf(() => correct.read(request({ path: { id: '1' }, body })));

    expect(correcting({ external_id: 'X', reason: 'x'.repeat(1000) })).toEqual(letIn);
    expect(correcting({ external_id: 'X', reason: 'x'.repeat(1001) })).toEqual(['body.reason string_too_long']);
    expect(correcting({ external_id: '', reason: '' })).toEqual([
      'body.external_id string_too_short',
      'body.reason string_too_short',
    ]);
  });
});

// @req experiments.fields
test('the number of samples that an experiment expects is none or more', () => {
  const patch = gate('UpdateExperiment');
  const expecting = (count: unknown) =>
    refusalOf(() => patch.read(request({ path: { id: '1' }, body: { expected_sample_count: count } })));

  for (const count of [0, 2 ** 53 - 1, null]) expect(expecting(count)).toEqual(letIn);
  expect(expecting(-1)).toEqual(['body.expected_sample_count greater_than_equal']);
  expect(expecting(1.5)).toEqual(['body.expected_sample_count int_type']);
  expect(expecting(2 ** 53)).toEqual(['body.expected_sample_count less_than_equal']);
});

// @req states.not-allowed, qc.review
test.each([
  ['TransitionExperiment', { status: 'lost' }, ['body.status literal_error']],
  ['TransitionExperiment', {}, ['body.status missing']],
  ['TransitionExperiment', { status: 'registered' }, letIn],
  ['TransitionSample', { status: 'complete' }, ['body.status literal_error']],
  ['TransitionSample', { status: 'discarded', reason: null }, letIn],
  ['ReviewSampleQc', { qc_status: 'pass', reason: 'seen' }, letIn],
  ['ReviewSampleQc', { qc_status: 'pass' }, ['body.reason missing']],
  ['ReviewSampleQc', { qc_status: null, reason: 'seen' }, expect.arrayContaining(['body.qc_status string_type'])],
  ['ReviewSampleQc', { qc_status: 'good', reason: 'seen' }, ['body.qc_status literal_error']],
])('%s takes %j or says what is wrong', (action, body, says) => {
  expect(refusalOf(() => gate(action).read(request({ path: { id: '1' }, body })))).toEqual(says);
});
