import { AppError, unavailable } from '@benchline/errors';
import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { allScopes, authorization, runningGateway, testKey } from '../running-gateway.ts';
import { bells } from './bells.ts';

const get = '/api/v1/samples';
const headers = { headers: authorization };

// @req keys.revocation
test('a drop waits for a call whose answer was lost, as long as its principal may last', async () => {
  await using lab = await runningGateway();
  const { acks, ring, drop } = bells(lab);
  lab.identity.know(testKey, { ...allScopes, leaseMs: 200 });
  lab.execution.execute = () => Promise.reject(unavailable('execution'));

  const answers = [await lab.fetch(get, headers), await lab.fetch(get, headers)];
  ring('key/1/7');
  await drop('key/1/8');
  const before = acks.length;
  await eventually(() => acks.length === 2);

  expect(answers.map(({ status }) => status)).toEqual([503, 503]);
  expect(before).toBe(1);
});

// @req keys.revocation
test('a drop does not wait for a call that a service has refused', async () => {
  await using lab = await runningGateway();
  const { acks, drop } = bells(lab);
  lab.execution.execute = () => Promise.reject(new AppError('forbidden', 'key_scope_missing', 'no'));

  await lab.fetch(get, headers);
  await drop('key/1/7');

  expect(acks).toHaveLength(1);
});
