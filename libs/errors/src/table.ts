import type { ErrorKind } from './app-error.ts';

/** How a kind shows itself. HTTP statuses are all different, so a kind can be told from its status. */
export interface ErrorRow {
  readonly http: number;
  /** Number of the gRPC status code (https://grpc.io/docs/guides/status-codes). Several kinds may share one; the details tell them apart. */
  readonly grpc: number;
  readonly log: 'debug' | 'info' | 'warn' | 'error';
}

export const errorTable: Readonly<Record<ErrorKind, ErrorRow>> = {
  bad_request: { http: 400, grpc: 11, log: 'info' },
  unauthenticated: { http: 401, grpc: 16, log: 'info' },
  forbidden: { http: 403, grpc: 7, log: 'info' },
  not_found: { http: 404, grpc: 5, log: 'debug' },
  method_not_allowed: { http: 405, grpc: 12, log: 'info' },
  conflict: { http: 409, grpc: 6, log: 'debug' },
  precondition_failed: { http: 412, grpc: 9, log: 'debug' },
  payload_too_large: { http: 413, grpc: 3, log: 'info' },
  unsupported_media_type: { http: 415, grpc: 3, log: 'info' },
  invalid: { http: 422, grpc: 3, log: 'debug' },
  rate_limited: { http: 429, grpc: 8, log: 'info' },
  headers_too_large: { http: 431, grpc: 3, log: 'info' },
  internal: { http: 500, grpc: 13, log: 'error' },
  unavailable: { http: 503, grpc: 14, log: 'warn' },
};
