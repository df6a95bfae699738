import { errorDetail, type AppError, type Violation } from './app-error.ts';

/** The body of a failed call: `detail`, and the error's extras beside it. */
export interface WireError {
  readonly detail: string | readonly Violation[];
  readonly [extra: string]: unknown;
}

/** The body of the answer to a call that failed with this error. `detail` comes first and no extra can replace it. */
export function wireError(error: AppError): WireError {
  const detail = errorDetail(error);
  return Object.assign({ detail }, error.extras, { detail });
}
