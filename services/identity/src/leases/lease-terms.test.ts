import { ConfigError, readSettings } from '@benchline/config';
import { expect, test } from '@jest/globals';
import { settings } from '../config.ts';
import { checkLeaseTerms, checkRequestDeadline, grantedTime } from './lease-terms.ts';

const terms = { leaseMs: 5_000, clockSkewMs: 500 };

test.each<[string, number, ReturnType<typeof grantedTime>]>([
  ['without an end', Infinity, { expiresAt: 104_500, leaseMs: 4_000 }],
  ['that ends long after', 200_000, { expiresAt: 104_500, leaseMs: 4_000 }],
  ['that ends within the lease', 103_000, { expiresAt: 103_000, leaseMs: 3_000 }],
  ['that ends at once', 100_000, { expiresAt: 100_000, leaseMs: 0 }],
])('the lease on a credential %s', (_what, endsAt, expected) => {
  expect(grantedTime(100_000, terms, endsAt)).toEqual(expected);
});

test('clocks that may differ by half a lease leave nothing of it, and stop the start', () => {
  expect(checkLeaseTerms(terms)).toEqual(terms);
  expect(() => checkLeaseTerms({ leaseMs: 1_000, clockSkewMs: 500 })).toThrow(/BENCHLINE_CLOCK_SKEW_MS/);
});

// @req keys.revocation-bounded
test('a gateway waits for longer than the time of a lease: by default for the longest, or the start stops', () => {
  const requestDeadlineMs = 10_000;
  const longest = (text: string) =>
    readSettings(settings, { BENCHLINE_SERVICE_SECRET: 'x'.repeat(40), BENCHLINE_LEASE_MS: text });

  const { leaseMs } = longest('8000');

  expect(() => longest('8001')).toThrow(/BENCHLINE_LEASE_MS/);
  expect(() => {
    checkRequestDeadline({ leaseMs, requestDeadlineMs });
  }).not.toThrow();
  expect(() => {
    checkRequestDeadline({ leaseMs, requestDeadlineMs: requestDeadlineMs - 1 });
  }).toThrow(ConfigError);
});
