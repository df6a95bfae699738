import type { JsonSchema } from '../../json/json-schema.ts';

/** Headers of answers, as components. */
export const answerHeaders = {
  RequestId: {
    description: "Names the call: the caller's own X-Request-Id if it is 1 to 128 printable characters, else ours.",
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 128 },
  },
  ETag: {
    description: "The record's version in quotes, for If-Match.",
    required: true,
    schema: { type: 'string', pattern: '^"[1-9][0-9]*"$', examples: ['"1"'] },
  },
  IdempotencyReplayed: {
    description: 'There when this is the kept answer of an earlier call with the same Idempotency-Key.',
    schema: { type: 'string', const: 'true' },
  },
  DryRun: {
    description: 'There when the call was only tried: nothing was written.',
    schema: { type: 'string', const: 'true' },
  },
  RateLimit: {
    description: 'What is left of the limit that is nearest (draft-ietf-httpapi-ratelimit-headers).',
    schema: { type: 'string' },
  },
  RateLimitPolicy: {
    description: 'The limits that the caller is under (draft-ietf-httpapi-ratelimit-headers).',
    schema: { type: 'string' },
  },
  RetryAfter: {
    description: 'Seconds after which to come again.',
    required: true,
    schema: { type: 'integer', minimum: 0 },
  },
  WwwAuthenticate: {
    description: 'The scheme to come back with (RFC 9110, 11.6.1).',
    required: true,
    schema: { type: 'string', examples: ['Bearer'] },
  },
  SetCookie: { description: 'The session, for browsers.', schema: { type: 'string' } },
} as const satisfies Readonly<Record<string, JsonSchema>>;

const names = {
  RequestId: 'X-Request-Id',
  ETag: 'ETag',
  IdempotencyReplayed: 'Idempotency-Replayed',
  DryRun: 'Dry-Run',
  RateLimit: 'RateLimit',
  RateLimitPolicy: 'RateLimit-Policy',
  RetryAfter: 'Retry-After',
  WwwAuthenticate: 'WWW-Authenticate',
  SetCookie: 'Set-Cookie',
} as const satisfies Record<AnswerHeader, string>;

export type AnswerHeader = keyof typeof answerHeaders;

/** What every answer carries, whoever asked. */
export const onEveryAnswer: readonly AnswerHeader[] = ['RequestId'];
/** And what it carries when the caller is known. */
export const onKnownCallers: readonly AnswerHeader[] = ['RequestId', 'RateLimit', 'RateLimitPolicy'];

/** An answer's headers by their names on the wire. */
export function headersOf(headers: readonly AnswerHeader[]): JsonSchema {
  return Object.fromEntries(headers.map((header) => [names[header], { $ref: `#/components/headers/${header}` }]));
}
