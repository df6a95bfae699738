/** Who asks: a key, and what is asked for with it, in turn. */
export interface Caller {
  readonly key: string;
  readonly paths: readonly string[];
  /** Of the samples that are made; there is one for each path. */
  readonly experimentIds?: readonly number[];
}

/** What the load generator is told to send. */
export interface LoadPlan {
  readonly url: string;
  readonly kind: 'get' | 'post' | 'bulk';
  /** The first connection is the first caller's, the next the next one's, and round again. */
  readonly callers: readonly Caller[];
  readonly connections: number;
  readonly seconds: number;
  /** Ends after so many answers instead; for calls that are so large that a time would cut off much of what was under way. */
  readonly amount?: number;
  /** All connections together send so many and no more; as many as are answered, where nothing is said. */
  readonly perSecond?: number;
  /** Makes external ids and Idempotency-Keys unlike those of every other run. */
  readonly run: string;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly answered: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export const rowsPerBulk = 1000;
