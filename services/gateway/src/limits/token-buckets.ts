/** Buckets that fill by the second up to twice as much. One that was idle is full, and being forgotten changes nothing for it. */
export interface TokenBuckets {
  /** What is left after taking one; negative where there was none to take, and nothing was taken. */
  take(name: string): number;
  /** Takes one even where there is none: what it owes is up for as long as a minute's worth. */
  charge(name: string): void;
  giveBack(name: string): void;
  /** Whole seconds until there is one to take. */
  waitSeconds(name: string): number;
}

export interface TokenBucketsConfig {
  readonly perSecond: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly bucketsMax: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

export const burstSeconds = 2;
const debtSecondsMax = 60;

export function tokenBuckets({ perSecond, clock, bucketsMax }: TokenBucketsConfig): TokenBuckets {
  const full = perSecond * burstSeconds;
  const buckets = new Map<string, Bucket>();
  let sweptAt = -Infinity;

  const filled = (bucket: Bucket, now: number): Bucket => {
    bucket.tokens = Math.min(full, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    return bucket;
  };
  const makeRoom = (now: number): void => {
    // Not with every new name: where all buckets are in use, a look at each would cost more than it frees.
    if (now - sweptAt >= burstSeconds * 1_000) {
      sweptAt = now;
      for (const [name, bucket] of buckets) if (filled(bucket, now).tokens >= full) buckets.delete(name);
    }
    const [oldest] = buckets.keys();
    if (buckets.size >= bucketsMax && oldest !== undefined) buckets.delete(oldest);
  };
  const bucketOf = (name: string): Bucket => {
    const now = clock();
    const known = buckets.get(name);
    if (known !== undefined) return filled(known, now);
    if (buckets.size >= bucketsMax) makeRoom(now);
    const bucket = { tokens: full, at: now };
    buckets.set(name, bucket);
    return bucket;
  };
  return {
    take(name) {
      const bucket = bucketOf(name);
      if (bucket.tokens < 1) return -1;
      bucket.tokens -= 1;
      return bucket.tokens;
    },
    charge(name) {
      const bucket = bucketOf(name);
      bucket.tokens = Math.max(-debtSecondsMax * perSecond, bucket.tokens - 1);
    },
    giveBack(name) {
      bucketOf(name).tokens += 1;
    },
    waitSeconds(name) {
      return Math.max(0, Math.ceil((1 - bucketOf(name).tokens) / perSecond));
    },
  };
}
