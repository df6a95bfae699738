import { resolvedServer } from '@benchline/testing/servers';

/** What a run's results are read for, as Jest counts them. */
export interface RunResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not be run at all. */
  readonly numRuntimeErrorTestSuites: number;
}

/** The plain line: a file that could not run counts as one failure, since its tests were never counted. */
export function summaryLine(results: RunResults): string {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  return `${String(results.numPassedTests)} passed, ${String(failed)} failed, ${String(skipped)} skipped`;
}

/** Ends a run's output with the plain line, and before it says which servers the skipped suites lacked. */
export default class SummaryReporter {
  onRunComplete(_contexts: unknown, results: RunResults): void {
    // Jest prints its own summary after every other reporter, so the last word is had at exit.
    process.once('exit', () => {
      const skipped = results.numPendingTests > 0 ? lackingServers() : [];
      console.log([...skipped, '', summaryLine(results)].join('\n'));
    });
  }
}

function lackingServers(): string[] {
  return (['mongodb', 'nats'] as const).flatMap((kind) => {
    const server = resolvedServer(kind);
    return 'skipped' in server ? [`SKIPPED: suites against a real ${kind} server, because ${server.skipped}`] : [];
  });
}
