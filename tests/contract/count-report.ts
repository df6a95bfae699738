import type { Counted } from '../clients/run-story.ts';

/** What of schemathesis' report is looked at. */
export interface Report {
  readonly complete: boolean;
  readonly operations: { readonly tested: number };
  readonly failures: readonly { readonly operations: readonly string[] }[];
  readonly errors: readonly unknown[];
}

/** How a run of schemathesis ended: its exit code, and its report where it wrote one. */
export interface Ended {
  readonly code: number | null;
  readonly report: Report | undefined;
}

/**
 * Every operation that a run has tested is a test; what concerns none of them, or an end before the end, is a failure of its own. A run
 * that ends with another code than 0 has a failure, whatever its report says.
 */
export function countReport({ code, report }: Ended): Counted {
  if (report === undefined || !report.complete) return { passed: 0, failed: 1 };
  const { errors, failures, operations } = report;
  const failing = new Set(failures.flatMap((failure) => failure.operations)).size;
  const ofNone = failures.filter((failure) => failure.operations.length === 0).length;
  const nothing = operations.tested === 0 ? 1 : 0;
  const failed = failing + ofNone + errors.length + nothing;
  return { passed: Math.max(0, operations.tested - failing), failed: code === 0 ? failed : Math.max(1, failed) };
}
