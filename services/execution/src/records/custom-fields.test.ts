import { expect, test } from '@jest/globals';
import { withCustomFields } from './custom-fields.ts';

const field = (fieldName: string, fieldValue?: string) => ({ fieldName, fieldValue });

// @req fields.custom-delta, fields.custom-sorted
test.each([
  ['adds what is unknown', [], [field('b', '1'), field('a', '2')], [field('a', '2'), field('b', '1')]],
  ['updates what is known', [field('a', '1')], [field('a', '2')], [field('a', '2')]],
  ['deletes what has no value', [field('a', '1'), field('b', '1')], [field('a')], [field('b', '1')]],
  ['leaves what is not named', [field('a', '1')], [], [field('a', '1')]],
  ['keeps an empty value', [], [field('a', '')], [field('a', '')]],
  [
    'sorts by code units, not by language',
    [],
    [field('ä', '1'), field('z', '1'), field('Z', '1')],
    [field('Z', '1'), field('z', '1'), field('ä', '1')],
  ],
])('a delta %s', (_what, fields, delta, expected) => {
  expect(withCustomFields(fields, delta)).toEqual(expected);
});
