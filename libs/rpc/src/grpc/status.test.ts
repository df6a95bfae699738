import { AppError } from '@benchline/errors';
import { Metadata } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { fromStatus, toStatus } from './status.ts';

const violation = { loc: ['body', 'name'], msg: 'The name is too long ✗', type: 'string_too_long' };

test('violations that would not fit into the headers are cut to those that do', () => {
  const error = new AppError('invalid', 'validation_failed', 'Invalid', {
    violations: Array.from({ length: 5_000 }, () => violation),
  });

  const status = toStatus(error);

  const count = thereAndBack(error)?.violations?.length;
  expect(count).toBeGreaterThan(100);
  expect(count).toBeLessThan(5_000);
  expect(sizeOf(status.metadata)).toBeLessThan(32 * 1024 + 1);
});

test('an error with extras that are too large keeps its kind, reason and message', () => {
  const error = new AppError('conflict', 'taken', 'Taken', { extras: { text: 'x'.repeat(100_000) } });

  const back = thereAndBack(error);
  expect(back).toMatchObject({ kind: 'conflict', reason: 'taken', message: 'Taken' });
  expect(back?.extras).toEqual({});
});

test('an error with extras that are no JSON is internal', () => {
  const error = new AppError('conflict', 'taken', 'Taken', { extras: { count: 1n } });

  expect(thereAndBack(error)).toMatchObject({ kind: 'internal' });
});

test('the text beside the code is ASCII, whatever the reason', () => {
  expect(toStatus(new AppError('conflict', 'vergeben_✗\n', 'Vergeben')).details).toBe('vergeben_??');
});

test('a status without details of ours is no error of a handler', () => {
  expect(fromStatus({ metadata: new Metadata() })).toBeUndefined();
});

test('details that cannot be read are internal', () => {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from([0xff, 0xff, 0xff]));

  expect(fromStatus({ metadata })).toMatchObject({ kind: 'internal' });
});

function thereAndBack(error: AppError): AppError | undefined {
  return fromStatus({ metadata: toStatus(error).metadata });
}

function sizeOf(metadata: Metadata): number {
  return metadata.get('grpc-status-details-bin')[0]?.length ?? 0;
}
