import { AppError } from '@benchline/errors';

/** No action stands there. */
export function routeNotFound(): AppError {
  return new AppError('not_found', 'not_found', 'There is no such route');
}
