import { errorTable } from '@benchline/errors';
import type { JsonSchema } from '../../json/json-schema.ts';
import { type AnswerHeader, headersOf, onEveryAnswer, onKnownCallers } from './headers.ts';

export type Refusal = keyof typeof errorResponses;

const violation = { loc: ['body', 'name'], msg: 'Field required', type: 'missing' };

/** Refusals as components: what they mean, their body, and bodies as examples. */
export const errorResponses = {
  BadRequest: refusal({
    is: 'The request asks for what it may not, or is no whole HTTP request.',
    details: ['bad_request'],
  }),
  InvalidCursor: refusal({
    is: 'The cursor is empty or damaged, or belongs to another list.',
    details: ['invalid_cursor', 'bad_request'],
  }),
  Unauthenticated: refusal({
    is: 'No credential, or none that is good here.',
    details: ['Missing or invalid authorization header', 'Invalid API key', 'API key required'],
    headers: [...onEveryAnswer, 'WwwAuthenticate'],
  }),
  Forbidden: refusal({
    is: 'The role or the credential does not reach this.',
    details: ['role_missing', 'key_scope_missing', 'session_required'],
  }),
  NotFound: refusal({ is: 'There is no such record, as far as the caller may know.' }),
  Conflict: refusal({ is: 'The state of things is against it.' }),
  TransitionConflict: refusal({
    is: 'The state of things is against it.',
    schema: 'TransitionRefusal',
    examples: { transition_not_allowed: { detail: 'transition_not_allowed', allowed: ['in_process'] } },
  }),
  PreconditionFailed: refusal({
    is: 'The record has changed since the version in If-Match.',
    schema: 'VersionConflict',
    examples: { version_conflict: { detail: 'version_conflict', version: 5 } },
    headers: [...onKnownCallers, 'ETag'],
  }),
  TooLarge: refusal({ is: 'The body is too large.', details: ['payload_too_large'] }),
  UnsupportedMediaType: refusal({
    is: 'The body is not JSON by its content type.',
    details: ['unsupported_media_type'],
  }),
  Invalid: refusal({
    is: 'The request breaks rules; all of them are named.',
    schema: 'Violations',
    examples: { validation: { detail: [violation] } },
  }),
  InvalidWrite: refusal({
    is: 'The request breaks rules, all of which are named, or uses an Idempotency-Key for something else than before.',
    schema: ['Violations', 'Refusal'],
    examples: {
      validation: { detail: [violation] },
      ...words(['idempotency_key_reused_with_different_body']),
    },
  }),
  RateLimited: refusal({
    is: 'Too many requests.',
    details: ['rate_limited'],
    headers: [...onKnownCallers, 'RetryAfter'],
  }),
  HeadersTooLarge: refusal({
    is: 'Request line and headers are too large.',
    details: ['headers_too_large'],
    headers: onEveryAnswer,
  }),
  Unavailable: refusal({
    is: 'A part is away, or too much is waiting. Nothing was done, or the same Idempotency-Key finds it done.',
    details: ['unavailable', 'overloaded'],
    headers: [...onEveryAnswer, 'RetryAfter'],
  }),
} as const satisfies Readonly<Record<string, JsonSchema>>;

/** The status of each refusal. */
export const refusalStatus: Readonly<Record<Refusal, number>> = {
  BadRequest: errorTable.bad_request.http,
  InvalidCursor: errorTable.bad_request.http,
  Unauthenticated: errorTable.unauthenticated.http,
  Forbidden: errorTable.forbidden.http,
  NotFound: errorTable.not_found.http,
  Conflict: errorTable.conflict.http,
  TransitionConflict: errorTable.conflict.http,
  PreconditionFailed: errorTable.precondition_failed.http,
  TooLarge: errorTable.payload_too_large.http,
  UnsupportedMediaType: errorTable.unsupported_media_type.http,
  Invalid: errorTable.invalid.http,
  InvalidWrite: errorTable.invalid.http,
  RateLimited: errorTable.rate_limited.http,
  HeadersTooLarge: errorTable.headers_too_large.http,
  Unavailable: errorTable.unavailable.http,
};

interface RefusalWords {
  readonly is: string;
  readonly details?: readonly string[];
  readonly schema?: string | readonly string[];
  readonly examples?: Readonly<Record<string, unknown>>;
  readonly headers?: readonly AnswerHeader[];
}

function refusal({
  is,
  details = [],
  schema = 'Refusal',
  examples,
  headers = onKnownCallers,
}: RefusalWords): JsonSchema {
  const references = [schema].flat().map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const [only] = references;
  const shown = Object.entries(examples ?? words(details)).map(([name, value]) => [name, { value }]);
  const media = {
    schema: references.length === 1 ? only : { anyOf: references },
    ...(shown.length > 0 && { examples: Object.fromEntries(shown) as JsonSchema }),
  };
  return { description: is, headers: headersOf(headers), content: { 'application/json': media } };
}

/** Examples of bodies that hold one word, by the word. */
export function words(details: readonly string[]): JsonSchema {
  return Object.fromEntries(details.map((detail) => [detail.toLowerCase().replace(/[^a-z0-9]+/g, '_'), { detail }]));
}
