import type { CredentialRefusal } from '@benchline/proto/benchline/identity/v1/lease.ts';

/**
 * Credentials that nobody has. They are random, or were proven with a secret that is, so what is unknown doesn't become known, and
 * asking again can wait.
 */
export interface UnknownCredentials {
  add(digest: string, refusal: CredentialRefusal): void;
  find(digest: string): CredentialRefusal | undefined;
}

const keptMs = 5_000;
const entriesMax = 10_000;

/** @param clock monotonic milliseconds */
export function unknownCredentials(clock: () => number): UnknownCredentials {
  const entries = new Map<string, { readonly refusal: CredentialRefusal; readonly until: number }>();
  return {
    add(digest, refusal) {
      const now = clock();
      entries.delete(digest);
      entries.set(digest, { refusal, until: now + keptMs });
      for (const [oldest, { until }] of entries) {
        if (entries.size <= entriesMax && until > now) return;
        entries.delete(oldest);
      }
    },
    find(digest) {
      const entry = entries.get(digest);
      return entry !== undefined && entry.until > clock() ? entry.refusal : undefined;
    },
  };
}
