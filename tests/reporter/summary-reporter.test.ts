import { expect, test } from '@jest/globals';
import { summaryLine } from './summary-reporter.ts';

const results = {
  numPassedTests: 7,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 1,
};

test('the plain line counts a file that could not run as a failure and a planned test as skipped', () => {
  expect(summaryLine(results)).toBe('7 passed, 2 failed, 3 skipped');
});
