import { expect, test } from '@jest/globals';
import { recordCode } from './code.ts';

// @req ids.code
test.each([
  ['Test Org', 'p', 1, 'testp-0001'],
  ['Test Org', 'e', 42, 'teste-0042'],
  ['ÄÖ 3-M', 'e', 7, '3me-0007'],
  ['Labor', 'p', 12_345, 'labop-12345'],
  ['研究所', 'e', 9, 'orge-0009'],
  ['', 'p', 1, 'orgp-0001'],
] as const)('the code of a record of %p (%s, number %p) is %s', (organization, letter, id, code) => {
  expect(recordCode(organization, letter, id)).toBe(code);
});
