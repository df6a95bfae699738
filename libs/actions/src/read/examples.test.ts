import { expect, test } from '@jest/globals';
import type { Declaration, FieldDeclaration } from '../declaration.ts';
import { createValidator } from '../gate/validator.ts';
import { requestParts } from '../request-parts.ts';
import { productDeclarations } from './product-declarations.ts';

const actions = [...productDeclarations().actions.values()];

function examplesOf({ path, query, body }: ReturnType<typeof requestParts>): readonly FieldDeclaration[] {
  return [...path, ...query, ...body].filter(({ rules }) => rules.example !== undefined);
}

function brokenRules(field: FieldDeclaration): readonly unknown[] {
  const value: unknown = JSON.parse(field.rules.example ?? '');
  return createValidator('body', [field])({ [field.wireName]: value });
}

// @req openapi.examples
test.each(actions.map((action) => [action.name, action] as const))(
  'the examples of %s keep their own rules',
  (_name, action) => {
    for (const field of examplesOf(requestParts(action))) {
      expect([field.wireName, brokenRules(field)]).toEqual([field.wireName, []]);
    }
  },
);

const records = actions.filter(({ rpc }) => rpc.startsWith('/benchline.execution.v1.'));

/** Places in a list are given out by the list; rows are made of examples of their own. */
function needsExample(field: FieldDeclaration): boolean {
  return field.rules.forbidden === undefined && !field.wireName.endsWith('cursor') && field.wireName !== 'items';
}

function withoutExample(action: Declaration): readonly string[] {
  const { path, query, body } = requestParts(action);
  return [...path, ...query, ...body]
    .filter((field) => needsExample(field) && field.rules.example === undefined)
    .map(({ wireName }) => wireName);
}

// @req openapi.examples
test.each(records.map((action) => [action.name, action] as const))(
  '%s has an example of all it takes',
  (_name, action) => {
    expect(withoutExample(action)).toEqual([]);
  },
);
