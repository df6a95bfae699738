import { productDeclarations } from '@benchline/actions';
import { expect, test } from '@jest/globals';

const actions = [...productDeclarations().actions.values()].filter(({ owner }) => owner === 'identity');

/** 201 for what was made, 204 for what is gone, 200 for the rest, which answers with a record. */
function successOf(name: string): number {
  if (name.startsWith('Create')) return 201;
  return name.startsWith('Delete') || name === 'SignOut' ? 204 : 200;
}

// @req admin.successes
test.each(actions.map(({ name, success }) => [name, success] as const))('%s succeeds with %p', (name, success) => {
  expect(success).toBe(successOf(name));
});

// @req admin.successes
test('what succeeds with 204 has no record to answer with, and nothing else is without one', () => {
  const empty = actions.filter(({ output }) => output.fields.length === 0);

  expect(empty.map(({ name }) => name)).toEqual(
    actions.filter(({ success }) => success === 204).map(({ name }) => name),
  );
});
