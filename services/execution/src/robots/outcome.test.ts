import { productDeclarations } from '@benchline/actions';
import { expect, test } from '@jest/globals';
import { outcomeOf, outcomeWriter } from './outcome.ts';

const write = outcomeWriter(productDeclarations());

test('what was done is told with its body, and what was refused with its detail', () => {
  const done = outcomeOf('c1', 'samples.create', { status: 201, body: '{"id":1}', detail: undefined });
  const refused = outcomeOf('c2', 'samples.create', { status: 409, body: undefined, detail: '"taken"' });

  expect([done, refused].map((outcome): unknown => JSON.parse(write(outcome)))).toEqual([
    { command_id: 'c1', action: 'samples.create', status: 201, body: { id: 1 } },
    { command_id: 'c2', action: 'samples.create', status: 409, detail: 'taken' },
  ]);
});

test.each([
  ['body', { body: JSON.stringify('ä'.repeat(460_800)), detail: undefined }],
  ['detail', { body: undefined, detail: JSON.stringify('ä'.repeat(460_800)) }],
])('an outcome whose %s is more than a message may have says so, and keeps its status', (_what, parts) => {
  const text = write(outcomeOf('c1', 'samples.create', { status: 200, ...parts }));

  expect(JSON.parse(text)).toEqual({
    ...{ command_id: 'c1', action: 'samples.create', status: 200 },
    detail: 'outcome_too_large',
  });
});

test('an outcome that a message can just have is told whole', () => {
  const around = write(outcomeOf('c1', 'samples.create', { status: 200, body: '""', detail: undefined })).length;
  const body = JSON.stringify('x'.repeat(900 * 1024 - around));

  const text = write(outcomeOf('c1', 'samples.create', { status: 200, body, detail: undefined }));

  expect(text).toHaveLength(900 * 1024);
});
