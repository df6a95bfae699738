import { AppError, type Violation } from './app-error.ts';

/** Something that the call needs is away. The caller may repeat it as it was, after `retryAfterSeconds`. */
export function unavailable(what: string, cause?: unknown): AppError {
  return new AppError('unavailable', 'unavailable', `${what} is unavailable`, { retryAfterSeconds: 1, cause });
}

/** The request breaks rules that can be told from the request alone. The violations are the whole `detail` of the answer. */
export function invalid(violations: readonly Violation[]): AppError {
  return new AppError('invalid', 'validation_failed', 'The request breaks one or more rules', { violations });
}

/** A defect of ours. `cause` goes to the log; the caller learns nothing of it. */
export function internal(cause: unknown): AppError {
  return new AppError('internal', 'internal_error', 'Something went wrong on our side', { cause });
}

/** What was thrown, if it was meant for the caller; else an internal error with it as cause. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : internal(thrown);
}
