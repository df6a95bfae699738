import type { AppError } from '@benchline/errors';
import { errorDetail, errorTable } from '@benchline/errors';
import type { RowSummary } from './action.ts';

/** What became of one row. `detail` is JSON text: a word, or the list of a failed validation. */
export interface BulkRow {
  readonly index: number;
  readonly status: number;
  readonly id: number | undefined;
  readonly code: string | undefined;
  readonly externalId: string | undefined;
  readonly detail: string | undefined;
}

export interface BulkReply {
  readonly items: readonly BulkRow[];
  readonly succeeded: number;
  readonly failed: number;
}

export function doneRow(index: number, status: number, { id, code, externalId }: RowSummary): BulkRow {
  return { index, status, id, code, externalId, detail: undefined };
}

export function refusedRow(index: number, error: AppError): BulkRow {
  const detail = JSON.stringify(errorDetail(error));
  return { index, status: errorTable[error.kind].http, id: undefined, code: undefined, externalId: undefined, detail };
}

export function bulkReply(items: readonly BulkRow[]): BulkReply {
  const succeeded = items.filter((row) => row.detail === undefined).length;
  return { items, succeeded, failed: items.length - succeeded };
}
