/** The closed set of ways in which a call can fail. `errorTable` maps each to HTTP, gRPC and a log level. */
export const errorKinds = [
  'bad_request',
  'unauthenticated',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'conflict',
  'precondition_failed',
  'payload_too_large',
  'unsupported_media_type',
  'invalid',
  'rate_limited',
  'headers_too_large',
  'internal',
  'unavailable',
] as const;

export type ErrorKind = (typeof errorKinds)[number];

/** One broken rule of a request: where (`["body", "name"]`), what, and a stable word for it. */
export interface Violation {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** What the body of the answer carries beside `detail`: `{version: 5}` of a version conflict. JSON values only. */
export type ErrorExtras = Readonly<Record<string, unknown>>;

export interface ErrorOptions {
  /** Beside `detail` in the answer's body. */
  readonly extras?: ErrorExtras;
  /** The list that stands as `detail` in the answer to an invalid request. */
  readonly violations?: readonly Violation[];
  readonly retryAfterSeconds?: number;
  /** For us, never for the caller. */
  readonly cause?: unknown;
}

/** The one error of the product. `reason` is stable and stands in docs/errors.md; `message` says it to the caller in words. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly reason: string;
  readonly extras: ErrorExtras;
  readonly violations: readonly Violation[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorKind, reason: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.reason = reason;
    this.extras = options.extras ?? {};
    this.violations = options.violations;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The `detail` of the answer: the reason, or the violations of an invalid request. */
export function errorDetail(error: AppError): string | readonly Violation[] {
  return error.violations ?? error.reason;
}
