import { AppError } from '@benchline/errors';
import type { BulkInputRow } from '../declaration.ts';

/** What a gate says of one row among others. */
export function attempt(read: () => unknown): BulkInputRow {
  try {
    return { ok: true, input: read() };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error };
    throw error;
  }
}
