import { timingSafeEqual } from 'node:crypto';

/** Whether two digests are equal, in a time that doesn't tell where they differ. */
export function sameDigest(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
