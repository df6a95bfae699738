import { AppError } from '@benchline/errors';

/** Whether somebody with these scopes may hand out all of the permissions: nobody gives what they don't have. */
export function reachesTo(scopes: readonly string[], permissions: readonly string[]): boolean {
  return permissions.every((permission) => scopes.includes(permission));
}

export function roleMissing(): AppError {
  return new AppError('forbidden', 'role_missing', 'Your role allows less than what you would give or take');
}
