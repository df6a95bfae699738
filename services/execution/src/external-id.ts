import { AppError } from '@benchline/errors';

export function externalIdTaken(): AppError {
  return new AppError('conflict', 'external_id_already_exists', 'Another record has this external id');
}
