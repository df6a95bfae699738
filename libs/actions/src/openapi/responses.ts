import type { Declaration } from '../declaration.ts';
import type { JsonSchema } from '../json/json-schema.ts';
import { pathParameters, takesBody } from '../request-parts.ts';
import type { Components } from './components.ts';

/** The two bodies of a refusal: a word, or the list of a failed validation. */
export const errorSchemas: Readonly<Record<string, JsonSchema>> = {
  Refusal: {
    type: 'object',
    description: 'A stable word, or a sentence fixed by the contract; some refusals say more beside it.',
    properties: { detail: { type: 'string' } },
    required: ['detail'],
  },
  Violations: {
    type: 'object',
    properties: { detail: { type: 'array', items: { $ref: '#/components/schemas/Violation' } } },
    required: ['detail'],
  },
  Violation: {
    type: 'object',
    properties: {
      loc: { type: 'array', items: { type: ['string', 'integer'] } },
      msg: { type: 'string' },
      type: { type: 'string' },
    },
    required: ['loc', 'msg', 'type'],
  },
};

const refusal = { $ref: '#/components/schemas/Refusal' };
const retryAfter = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } };

/** Refusals as components. */
export const errorResponses: Readonly<Record<string, JsonSchema>> = {
  BadRequest: answer('The request asks for what it may not.', refusal),
  Unauthenticated: answer('No credential, or not a valid one.', refusal),
  Forbidden: answer('The credential does not allow this.', refusal),
  NotFound: answer('There is no such record.', refusal),
  Conflict: answer('The state of things is against it.', refusal),
  PreconditionFailed: answer('The record has changed since.', refusal),
  TooLarge: answer('The body is too large.', refusal),
  UnsupportedMediaType: answer('The body is not JSON by its content type.', refusal),
  Invalid: answer('The request breaks rules.', { anyOf: [{ $ref: '#/components/schemas/Violations' }, refusal] }),
  RateLimited: { ...answer('Too many requests.', refusal), headers: retryAfter },
  Unavailable: {
    ...answer('A part is away; nothing was done, or a repeat finds it done.', refusal),
    headers: retryAfter,
  },
};

/** The answers of an action by status: its success and the refusals that it can meet. */
export function answersOf(action: Declaration, components: Components): JsonSchema {
  const success = action.success === 204 ? { description: 'Done.' } : answer('Done.', components.output(action.output));
  const refusals = refusalsOf(action).map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]);
  return { [String(action.success)]: success, ...(Object.fromEntries(refusals) as JsonSchema) };
}

function refusalsOf({ method, path, bulkOf }: Declaration): [string, string][] {
  const inBody = takesBody(method);
  const named = inBody || pathParameters(path).length > 0;
  const candidates: [boolean, string, string][] = [
    [true, '400', 'BadRequest'],
    [true, '401', 'Unauthenticated'],
    [true, '403', 'Forbidden'],
    [named, '404', 'NotFound'],
    [method !== 'GET', '409', 'Conflict'],
    [method === 'PATCH' && bulkOf === undefined, '412', 'PreconditionFailed'],
    [inBody, '413', 'TooLarge'],
    [inBody, '415', 'UnsupportedMediaType'],
    [true, '422', 'Invalid'],
    [true, '429', 'RateLimited'],
    [true, '503', 'Unavailable'],
  ];
  return candidates.flatMap(([applies, status, name]) => (applies ? [[status, name]] : []));
}

function answer(description: string, schema: JsonSchema): JsonSchema {
  return { description, content: { 'application/json': { schema } } };
}
