import { expect, test } from '@jest/globals';
import { AppError, errorTable, invalid, toAppError, unavailable, wireError } from './index.ts';

test('an error that was meant for the caller stays the same object', () => {
  const error = new AppError('conflict', 'external_id_already_exists', 'Taken');

  expect(toAppError(error)).toBe(error);
});

test.each([
  ['an error', new TypeError('password hunter2 refused')],
  ['a string', 'password hunter2 refused'],
  ['nothing', undefined],
  ['an object', { status: 404, detail: 'hunter2' }],
])('%s that nobody expected becomes an internal error, and the caller learns nothing of it', (_what, thrown) => {
  const error = toAppError(thrown);

  expect(error.kind).toBe('internal');
  expect(error.cause).toBe(thrown);
  expect(error.message + JSON.stringify(wireError(error))).not.toContain('hunter2');
  expect(wireError(error)).toEqual({ detail: 'internal_error' });
});

test('what is away is told with the time after which to come again', () => {
  const cause = new Error('ECONNREFUSED');
  const error = unavailable('the log', cause);

  expect(error).toMatchObject({ kind: 'unavailable', reason: 'unavailable', retryAfterSeconds: 1, cause });
  expect(errorTable[error.kind].http).toBe(503);
});

// @req errors.validation-shape
test('the violations of an invalid request are its detail', () => {
  const violations = [{ loc: ['body', 'name'], msg: 'Field required', type: 'missing' }];

  expect(wireError(invalid(violations))).toEqual({ detail: violations });
});

test('extras stand beside the detail, which none of them can replace', () => {
  const error = new AppError('precondition_failed', 'version_conflict', 'Changed meanwhile', {
    extras: { version: 5, detail: 'other' },
  });

  expect(JSON.stringify(wireError(error))).toBe('{"detail":"version_conflict","version":5}');
});
