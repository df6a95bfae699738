/** What the load generator is told to send. */
export interface LoadPlan {
  readonly url: string;
  readonly kind: 'get' | 'post' | 'bulk';
  readonly path: string;
  readonly connections: number;
  readonly seconds: number;
  /** Ends after so many answers instead; for calls that are so large that a time would cut off much of what was under way. */
  readonly amount?: number;
  readonly key: string;
  /** Of the samples that are made. */
  readonly experimentId: number;
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
