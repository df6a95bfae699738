import { expect, test } from '@jest/globals';
import { span, traceFrom } from './index.ts';

const valid = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('a valid traceparent is gone on with, as it came', () => {
  expect(traceFrom(valid)).toEqual({ traceparent: valid, traceId: '0af7651916cd43dd8448eb211c80319c', isRoot: false });
});

test.each([
  undefined,
  '',
  valid.toUpperCase(),
  `${valid}\n`,
  `${valid}-00`,
  valid.replace('00-', '01-'),
  valid.replace('00-', 'ff-'),
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331',
])('with %p a trace of its own begins, not sampled', (header) => {
  const { traceparent, traceId, isRoot } = traceFrom(header);

  expect(traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(isRoot).toBe(true);
  expect(traceFrom(traceparent).traceId).toBe(traceId);
});

test('no two traces have one id', () => {
  const ids = Array.from({ length: 1000 }, () => traceFrom(undefined).traceId);

  expect(new Set(ids).size).toBe(1000);
});

test('without an exporter a step is in the place of its parent, and its failure goes through', async () => {
  const parent = traceFrom(valid);

  expect(await span('step', parent, (trace) => Promise.resolve(trace))).toBe(parent);
  await expect(span('step', parent, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});
