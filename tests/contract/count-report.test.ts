import { expect, test } from '@jest/globals';
import { countReport, type Ended, type Report } from './count-report.ts';

const clean: Report = { complete: true, operations: { tested: 3 }, failures: [], errors: [] };
const failing = { operations: ['GET /samples'] };

test.each<[string, Ended, { passed: number; failed: number }]>([
  ['in which nothing was found', { code: 0, report: clean }, { passed: 3, failed: 0 }],
  [
    'that found two faults of one operation',
    { code: 1, report: { ...clean, failures: [failing, failing] } },
    { passed: 2, failed: 1 },
  ],
  [
    'that found a fault of one operation and one of none',
    { code: 1, report: { ...clean, failures: [failing, { operations: [] }] } },
    { passed: 2, failed: 2 },
  ],
  ['that failed without a word in its report', { code: 1, report: clean }, { passed: 3, failed: 1 }],
  ['that was ended', { code: null, report: clean }, { passed: 3, failed: 1 }],
  ['with an error', { code: 0, report: { ...clean, errors: ['no schema'] } }, { passed: 3, failed: 1 }],
  ['that tested nothing', { code: 0, report: { ...clean, operations: { tested: 0 } } }, { passed: 0, failed: 1 }],
  ['that ended before its end', { code: 0, report: { ...clean, complete: false } }, { passed: 0, failed: 1 }],
  ['without a report', { code: 0, report: undefined }, { passed: 0, failed: 1 }],
])('a run %s is counted', (_name, ended, counted) => {
  expect(countReport(ended)).toEqual(counted);
});
