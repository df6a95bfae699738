import { rateLimited } from '../access/refusals.ts';
import { tokenBuckets } from './token-buckets.ts';

/** What may be asked from an address without a credential that is known to be good. */
export interface StrangerRates {
  /** @throws {AppError} `rate_limited`. */
  check(address: string): void;
  /** Counts an attempt that failed, or one that anybody may make. */
  count(address: string): void;
}

const bucketsMax = 100_000;

/** @param perSecond 0: not limited */
export function strangerRates(perSecond: number, clock: () => number): StrangerRates {
  if (perSecond === 0) return { check: () => undefined, count: () => undefined };
  const buckets = tokenBuckets({ perSecond, clock, bucketsMax });
  return {
    check(address) {
      const seconds = buckets.waitSeconds(networkOf(address));
      if (seconds > 0) throw rateLimited(seconds);
    },
    count(address) {
      buckets.charge(networkOf(address));
    },
  };
}

const addressLengthMax = 64;

/** An IPv4 address, or the /64 of an IPv6 one: whoever has one of its addresses has them all. */
export function networkOf(address: string): string {
  const text = address.slice(0, addressLengthMax);
  if (!text.includes(':') || text.includes('.')) return text;
  const [head = '', tail] = text.split('::');
  const left = head.split(':').filter((group) => group !== '');
  if (tail === undefined) return left.slice(0, 4).join(':');
  const right = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
