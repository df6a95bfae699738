import { expect, test } from '@jest/globals';
import { AppError, describeError, maskSecrets } from './index.ts';

const long = `${'Z9y8'.repeat(10)}abc`;
const key = `biokey_${'a1B2'.repeat(4)}.${'Z9y8'.repeat(8)}`;

test.each([
  [`key ${key} refused`, `key biokey_${'a1B2'.repeat(4)}.[redacted] refused`],
  [`session bls_${'a1B2'.repeat(4)}.${long} is over`, `session bls_${'a1B2'.repeat(4)}.[redacted] is over`],
  [`http://127.0.0.1:8080/set-up#owner.${long}`, 'http://127.0.0.1:8080/set-up#owner.[redacted]'],
  [`the token 12.${long} was used`, 'the token 12.[redacted] was used'],
  ['mongodb://lab:p%40ss:w@db-0:27017,db-1:27017/x', 'mongodb://[redacted]@db-0:27017,db-1:27017/x'],
  ['mongodb+srv://lab:a@b@db.example', 'mongodb+srv://[redacted]@db.example'],
  ['nats://t0k3n@bus:4222 and nats://u:p@bus-1', 'nats://[redacted]@bus:4222 and nats://[redacted]@bus-1'],
  ['authorization: Bearer abcdef.123456', 'authorization: Bearer [redacted]'],
  ['whsec_MfKQ9r8GKYqrTwjU+PD8ILPZIo2LaLaSw==', 'whsec_[redacted]'],
])('masks the secret in %p', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked);
});

test.each([
  'GET http://127.0.0.1:8080/api/v1/samples?q=a@b',
  'mail to ada@lab.example',
  'biokey_short.x',
  'bearer of news',
])('leaves %p as it is', (text) => {
  expect(maskSecrets(text)).toBe(text);
});

test('a long text without an end is masked in linear time', () => {
  expect(maskSecrets('a://'.repeat(50_000))).toHaveLength(200_000);
});

test('an error is described with its causes, and none of their secrets', () => {
  const cause = new Error('no answer from mongodb://lab:hunter2@db');
  const text = describeError(new AppError('unavailable', 'unavailable', 'the log is unavailable', { cause }));

  expect(text).toContain('the log is unavailable');
  expect(text).toContain('caused by: Error: no answer from mongodb://[redacted]@db');
  expect(text).not.toContain('hunter2');
});

test('a circle of causes and odd thrown values end in a text', () => {
  const circle = new Error('round');
  circle.cause = circle;
  const hostile = {
    toString() {
      throw new Error('no');
    },
  };

  expect(describeError(circle)).toContain('round');
  expect([hostile, null, 7n, Symbol('s'), 'words'].map((thrown) => describeError(thrown))).toEqual([
    'a thrown object',
    'a thrown null',
    'a thrown bigint',
    'a thrown symbol',
    'words',
  ]);
});
