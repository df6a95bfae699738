import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { networkOf } from '../../src/limits/stranger-rates.ts';
import { runningGateway, testKey } from '../running-gateway.ts';
import type { RunningGateway } from '../running-gateway.ts';

const slow = { RATE_LIMIT_ADDRESS_PER_SECOND: '1', BENCHLINE_TRUSTED_PROXIES: '127.0.0.1' };
const unknownKey = (number: number): string => `biokey_${'u'.repeat(16)}.${String(number).padStart(32, '0')}`;
const from = (address: string) => ({ 'x-forwarded-for': address });

function guess(lab: RunningGateway, number: number, address = '10.0.0.1'): Promise<Response> {
  return lab.fetch('/api/v1/samples', { headers: { ...from(address), 'x-api-key': unknownKey(number) } });
}

// @req rate-limit.address
test('an address that shows bad credentials is refused before identity is asked', async () => {
  await using lab = await runningGateway(slow);

  const guesses = [await guess(lab, 1), await guess(lab, 2), await guess(lab, 3), await guess(lab, 4)];
  const elsewhere = await guess(lab, 5, '10.0.0.2');

  expect(guesses.map(({ status }) => status)).toEqual([401, 401, 429, 429]);
  expect([guesses[3]?.headers.get('retry-after'), await guesses[3]?.json()]).toEqual(['1', { detail: 'rate_limited' }]);
  expect(elsewhere.status).toBe(401);
  expect(lab.identity.grants).toHaveLength(3);
});

test('a path that cannot be decoded is no way around the limit of an address behind a proxy', async () => {
  await using lab = await runningGateway(slow);
  const at = (number: number, address: string) =>
    lab.fetch('/api/v1/samples/%zz', { headers: { ...from(address), 'x-api-key': unknownKey(number) } });

  const guesses = [await at(1, '10.0.0.1'), await at(2, '10.0.0.1'), await at(3, '10.0.0.1'), await at(4, '10.0.0.1')];
  const elsewhere = await at(5, '10.0.0.2');

  expect([...guesses, elsewhere].map(({ status }) => status)).toEqual([401, 401, 429, 429, 401]);
  expect(lab.log.join('')).toContain('"source":"10.0.0.2"');
});

test('guesses that come at once are paid for afterwards', async () => {
  await using lab = await runningGateway(slow);

  const gate = Promise.withResolvers<undefined>();
  lab.identity.grant = async ({ digest }) => {
    await gate.promise;
    return lab.identity.standingOf(digest);
  };

  const guesses = [1, 2, 3, 4, 5, 6].map((number) => guess(lab, number));
  await eventually(() => lab.identity.grants.length === 6);
  gate.resolve(undefined);
  await Promise.all(guesses);
  const next = await guess(lab, 7);
  lab.clock.now += 5_000;
  const later = await guess(lab, 8);

  expect([next.status, next.headers.get('retry-after'), later.status]).toEqual([429, '5', 401]);
});

test('a key that is held is let in from an address that shows bad ones, and good ones cost nothing', async () => {
  await using lab = await runningGateway(slow);
  const good = () => lab.fetch('/api/v1/samples', { headers: { ...from('10.0.0.1'), 'x-api-key': testKey } });
  for (let time = 0; time < 5; time += 1) {
    await good();
    lab.clock.now += 10_000;
  }
  await good();
  for (const number of [1, 2]) await guess(lab, number);

  const [bad, held] = [await guess(lab, 3), await good()];

  expect([bad.status, held.status]).toEqual([429, 200]);
});

test('what anyone may call is limited by address', async () => {
  await using lab = await runningGateway(slow);
  const signIn = (address: string) => lab.fetch('/api/v1/auth/set-up', { method: 'POST', headers: from(address) });

  const answers = [await signIn('10.0.0.1'), await signIn('10.0.0.1'), await signIn('10.0.0.1'), await signIn('::1')];

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 200]);
  expect(lab.identity.calls).toHaveLength(3);
});

test.each<[string, string, boolean]>([
  ['10.0.0.1', '10.0.0.2', false],
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::1', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['::1', '::2', true],
  ['::ffff:10.0.0.1', '::ffff:10.0.0.2', false],
  ['1::', '2::', false],
])('%s and %s are one network: %s', (one, other, same) => {
  expect(networkOf(one) === networkOf(other)).toBe(same);
});

test.each(['', ':', '::', ':::', '1:2:3:4:5:6:7:8:9::', 'x'.repeat(10_000), ':'.repeat(10_000)])(
  'takes what a proxy says for an address, whatever it is',
  (address) => {
    expect(networkOf(address).length).toBeLessThanOrEqual(64);
  },
);
