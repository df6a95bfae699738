import { expect, test } from '@jest/globals';
import { commitsPageCharsMax, rowsInPage } from './page-size.ts';

test.each([
  { sizes: [], rows: 0 },
  { sizes: [10, 10], rows: 2 },
  { sizes: [commitsPageCharsMax, 1], rows: 1 },
  { sizes: [commitsPageCharsMax + 1, 1], rows: 1 },
  { sizes: [1, commitsPageCharsMax, 1], rows: 1 },
  { sizes: [1, commitsPageCharsMax - 1, 1], rows: 2 },
])('a page of rows sized $sizes holds $rows', ({ sizes, rows }) => {
  expect(rowsInPage(sizes)).toBe(rows);
});
