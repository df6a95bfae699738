import { expect, test } from '@jest/globals';
import { MongoInvalidArgumentError, MongoNetworkError, MongoServerError } from 'mongodb';
import { translated } from './mongo-errors.ts';

function failure(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

// @req service.outage
test.each([
  new MongoNetworkError('connection 1 closed'),
  new MongoServerError({ message: 'shutting down', code: 91 }),
  // As Node gives them to whoever waits for a socket to drain.
  failure('This socket has been ended by the other party', 'EPIPE'),
  failure('read ECONNRESET', 'ECONNRESET'),
  new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
  failure('Cannot call write after a stream was destroyed', 'ERR_STREAM_DESTROYED'),
])('%s is a store that is away', (error) => {
  expect(translated(error)).toMatchObject({ kind: 'unavailable', cause: error });
});

test.each([
  new MongoInvalidArgumentError('no such option'),
  failure('The argument is of another type', 'ERR_INVALID_ARG_TYPE'),
  new TypeError('x is undefined'),
])('%s is a mistake of ours', (error) => {
  expect(translated(error)).toMatchObject({ kind: 'internal' });
});
