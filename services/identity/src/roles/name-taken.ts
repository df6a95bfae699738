import { AppError } from '@benchline/errors';

export function nameTaken(): AppError {
  return new AppError('conflict', 'name_taken', 'Something of this kind has that name already');
}
