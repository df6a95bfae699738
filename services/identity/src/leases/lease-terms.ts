import { ConfigError } from '@benchline/config';

/** How long what was found out about a credential may be relied on. */
export interface LeaseTerms {
  /** The longest that anybody relies on a lease, from the moment that identity began to look. */
  readonly leaseMs: number;
  /** By how much the clocks of two machines may differ, the lateness of a timer included. Less than half of `leaseMs`. */
  readonly clockSkewMs: number;
}

export interface RevokingTerms extends Pick<LeaseTerms, 'leaseMs'> {
  /** How long a gateway waits for the answer of a service. */
  readonly requestDeadlineMs: number;
}

export interface GrantedTime {
  /** When services stop to believe the signed principal, by their own clocks; milliseconds since the epoch. */
  readonly expiresAt: number;
  /** How long the gateway relies on it, from before it asked, by a clock that only runs forward. */
  readonly leaseMs: number;
}

/**
 * The time of a lease whose granting began at `askedAt`. A service whose clock is behind by the whole skew stops to believe it `leaseMs`
 * after that, and one whose clock is ahead still believes it when the gateway has let go. A credential's own end cuts both.
 */
export function grantedTime(askedAt: number, { leaseMs, clockSkewMs }: LeaseTerms, endsAt: number): GrantedTime {
  return {
    expiresAt: Math.min(askedAt + leaseMs - clockSkewMs, endsAt),
    leaseMs: Math.max(0, Math.min(leaseMs - 2 * clockSkewMs, endsAt - askedAt)),
  };
}

/** For the commits before a lease's time and the answer after it. */
const answerMs = 2_000;

/** @throws {ConfigError} when a gateway stops waiting before the time of a lease has passed: then revoking fails while one is deaf. */
export function checkRequestDeadline({ leaseMs, requestDeadlineMs }: RevokingTerms): void {
  if (leaseMs + answerMs <= requestDeadlineMs) return;
  const problem = `must be at least ${String(answerMs)} more than BENCHLINE_LEASE_MS`;
  throw new ConfigError([{ name: 'BENCHLINE_GATEWAY_REQUEST_DEADLINE_MS', problem }]);
}

/** @throws {ConfigError} when clocks may differ by so much that nothing would be left of a lease. */
export function checkLeaseTerms({ leaseMs, clockSkewMs }: LeaseTerms): LeaseTerms {
  if (2 * clockSkewMs < leaseMs) return { leaseMs, clockSkewMs };
  const problem = 'must be less than half of BENCHLINE_LEASE_MS';
  throw new ConfigError([{ name: 'BENCHLINE_CLOCK_SKEW_MS', problem }]);
}
