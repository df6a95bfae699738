import { AppError } from '@benchline/errors';

/** More requests than the gateway takes at once. Nothing was done for this one. */
export function overloaded(): AppError {
  return new AppError('unavailable', 'overloaded', 'Too many requests at once', { retryAfterSeconds: 1 });
}
