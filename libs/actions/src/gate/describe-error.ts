import type { ErrorObject } from 'ajv';
import type { Violation } from '@benchline/errors';
import { violation } from './violations.ts';

interface Words {
  readonly type: string;
  readonly msg: string;
}

type Params = Readonly<Record<string, unknown>>;

const typeWords: Readonly<Record<string, Words>> = {
  string: { type: 'string_type', msg: 'Input should be a valid string' },
  integer: { type: 'int_type', msg: 'Input should be a valid integer' },
  number: { type: 'float_type', msg: 'Input should be a valid number' },
  boolean: { type: 'bool_type', msg: 'Input should be a valid boolean' },
  array: { type: 'list_type', msg: 'Input should be a valid list' },
  object: { type: 'object_type', msg: 'Input should be a valid object' },
};

/** The keywords that our schemas use, in the words of the contract's 422. */
const keywordWords: Readonly<Record<string, (params: Params) => Words>> = {
  type: ({ type }) => typeWords[firstType(type)] ?? { type: 'type', msg: 'Input has the wrong type' },
  required: () => ({ type: 'missing', msg: 'Field required' }),
  'x-required-without': () => ({ type: 'missing', msg: 'Field required' }),
  minLength: ({ limit }) => ({
    type: 'string_too_short',
    msg: `String should have at least ${count(limit, 'character')}`,
  }),
  maxLength: ({ limit }) => ({
    type: 'string_too_long',
    msg: `String should have at most ${count(limit, 'character')}`,
  }),
  minimum: ({ limit }) => ({
    type: 'greater_than_equal',
    msg: `Input should be greater than or equal to ${String(limit)}`,
  }),
  maximum: ({ limit }) => ({ type: 'less_than_equal', msg: `Input should be less than or equal to ${String(limit)}` }),
  pattern: ({ pattern }) => ({
    type: 'string_pattern_mismatch',
    msg: `String should match pattern '${String(pattern)}'`,
  }),
  enum: ({ allowedValues }) => ({ type: 'literal_error', msg: `Input should be ${alternatives(allowedValues)}` }),
  minItems: ({ limit }) => ({ type: 'too_short', msg: `List should have at least ${count(limit, 'item')}` }),
  maxItems: ({ limit }) => ({ type: 'too_long', msg: `List should have at most ${count(limit, 'item')}` }),
  format: () => ({ type: 'datetime_parsing', msg: 'Input should be an RFC 3339 time with a zone' }),
  'x-unique-by': ({ name }) => ({ type: 'duplicate', msg: `An earlier item has the same ${String(name)}` }),
  'x-max-bytes': ({ limit }) => ({
    type: 'too_long',
    msg: `Input should have at most ${count(limit, 'byte')} as JSON`,
  }),
};

/** One of Ajv's errors as a violation: the place in wire names, a stable word, a sentence. */
export function describeError(part: 'query' | 'body', error: ErrorObject): Violation {
  const params = error.params as Params;
  const words = keywordWords[error.keyword]?.(params) ?? { type: error.keyword, msg: 'Input breaks a rule' };
  return violation(
    [part, ...pointerKeys(error.instancePath), ...ownKeys(error.keyword, params)],
    words.type,
    words.msg,
  );
}

/** Wire names hold no `/` or `~` and don't begin with a digit, so a pointer's parts are names or indexes. */
function pointerKeys(pointer: string): (string | number)[] {
  const keys = pointer.split('/').slice(1);
  return keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

/** Some keywords stand above the place that they complain of. */
function ownKeys(keyword: string, params: Params): (string | number)[] {
  if (keyword === 'required' || keyword === 'x-required-without') return [String(params['missingProperty'])];
  if (keyword === 'x-unique-by') return [Number(params['index']), String(params['name'])];
  return [];
}

function firstType(type: unknown): string {
  const names = Array.isArray(type) ? type.map(String) : String(type).split(',');
  return names.find((name) => name !== 'null') ?? '';
}

function count(limit: unknown, noun: string): string {
  return `${String(limit)} ${noun}${limit === 1 ? '' : 's'}`;
}

function alternatives(values: unknown): string {
  const names = (Array.isArray(values) ? values : [])
    .filter((value) => value !== null)
    .map((value) => `'${String(value)}'`);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}
