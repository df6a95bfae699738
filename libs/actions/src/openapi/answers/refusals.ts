import { isCursor } from '../../cursor-field.ts';
import type { Declaration } from '../../declaration.ts';
import { pathParameters, takesBody } from '../../request-parts.ts';
import type { Refusal } from './error-responses.ts';

/** The refusals that an action can meet, in the order of the contract's checks. */
export function refusalsOf(action: Declaration): readonly Refusal[] {
  const { audience, bulkOf, method, transitions } = action;
  const isWrite = method !== 'GET';
  const inBody = takesBody(method);
  // Each row of a bulk is judged alone: what is wrong with one stands in the answer.
  const isOne = bulkOf === undefined;
  const candidates: readonly (readonly [boolean, Refusal])[] = [
    [true, hasCursor(action) ? 'InvalidCursor' : 'BadRequest'],
    [true, 'Unauthenticated'],
    [!audience.includes('anyone'), 'Forbidden'],
    [isOne && namesRecord(action), 'NotFound'],
    [isWrite && isOne, transitions.length > 0 ? 'TransitionConflict' : 'Conflict'],
    [takesIfMatch(action), 'PreconditionFailed'],
    [inBody, 'TooLarge'],
    [inBody, 'UnsupportedMediaType'],
    [true, inBody ? 'InvalidWrite' : 'Invalid'],
    [true, 'RateLimited'],
    [true, 'HeadersTooLarge'],
    [true, 'Unavailable'],
  ];
  return candidates.flatMap(([applies, refusal]) => (applies ? [refusal] : []));
}

/** Whether an action writes one record that it names, and at once, so that its version can be a condition. */
export function takesIfMatch({ method, path, severalCommits }: Declaration): boolean {
  return method !== 'GET' && pathParameters(path).length > 0 && !severalCommits;
}

/** Whether a repeat under the same key finds the answer that was kept. */
export function takesIdempotencyKey({ method, severalCommits }: Declaration): boolean {
  return (method === 'POST' || method === 'PATCH') && !severalCommits;
}

/** In its path, or as the parent in its body: `experiment_id`. */
function namesRecord({ method, path, input }: Declaration): boolean {
  const inBody = takesBody(method) && input.fields.some(({ wireName }) => /^(?!external_id$).+_id$/.test(wireName));
  return inBody || pathParameters(path).length > 0;
}

function hasCursor({ input }: Declaration): boolean {
  return input.fields.some(isCursor);
}
