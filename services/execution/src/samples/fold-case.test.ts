import { expect, test } from '@jest/globals';
import { foldCase } from './fold-case.ts';

// @req list.folding
test.each([
  ['ß', 'SS'],
  ['ẞ', 'ss'],
  ['Straße', 'STRASSE'],
  ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
  ['ς', 'Σ'],
  ['é', 'E\u0301'],
  ['ﬁn', 'FIN'],
  ['K', 'k'],
])('%s and %s are the same text to a search', (one, other) => {
  expect(foldCase(one)).toBe(foldCase(other));
});

test.each([
  ['e', 'é'],
  ['i', 'ı'],
  ['o', 'ö'],
])('%s and %s are different texts to a search', (one, other) => {
  expect(foldCase(one)).not.toBe(foldCase(other));
});
