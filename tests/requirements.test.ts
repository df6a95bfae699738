import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { citationsIn, citationsUnder } from './requirements/citations.ts';
import { requirementList, requirements } from './requirements.ts';

const root = join(import.meta.dirname, '..');

test('every active requirement is cited by a test', async () => {
  const cited = new Set((await citationsUnder(root)).map(({ id }) => id));

  const active = requirementList.filter(({ status }) => status === 'active').map(({ id }) => id);
  expect(active.filter((id) => !cited.has(id))).toEqual([]);
});

test('no test cites a requirement that is not listed', async () => {
  const citations = await citationsUnder(root);

  expect(citations.filter(({ id }) => !Object.hasOwn(requirements, id))).toEqual([]);
});

test('a planned requirement becomes active with its first test', async () => {
  const citations = await citationsUnder(root);

  expect(citations.filter(({ id }) => requirements[id]?.status === 'planned')).toEqual([]);
});

test('a promise is listed once', () => {
  expect(Object.keys(requirements)).toHaveLength(requirementList.length);
});

test('a citation is a comment line of its own with one or more ids', () => {
  const text = ['  // @req list.limit,list.order', 'test();', "const text = '// @req not.one';"].join('\n');

  expect(citationsIn(text, 'a.test.ts')).toEqual([
    { id: 'list.limit', place: 'a.test.ts:1' },
    { id: 'list.order', place: 'a.test.ts:1' },
  ]);
});
