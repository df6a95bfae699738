import type { RowSummary } from '@benchline/runtime';

/** What the answer of a bulk call says of a record that has a code. */
export function codedRow({ id, code, externalId }: RowSummary & { readonly externalId: string }): RowSummary {
  return { id, code, externalId };
}

/** What it says of one that has none. */
export function plainRow({ id, externalId }: Pick<RowSummary, 'id' | 'externalId'>): RowSummary {
  return { id, code: undefined, externalId };
}
