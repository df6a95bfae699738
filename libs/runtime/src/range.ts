import type { EntityRow, Store } from '@benchline/store';

/** Where a list looks for its records. What it doesn't say of the filters is checked on each of them. */
export type Range =
  | { readonly by: 'kind' }
  /** Records that carry any of the terms. */
  | { readonly by: 'terms'; readonly terms: readonly string[] }
  | { readonly by: 'ids'; readonly ids: readonly number[] };

export interface Bite {
  readonly kind: string;
  /** Only ids below this one. */
  readonly before: number | undefined;
  readonly limit: number;
}

/** The next records of a range, newest first; fewer than `limit` at its end. */
export async function rowsIn(store: Store, org: number, range: Range, bite: Bite): Promise<readonly EntityRow[]> {
  const { kind, before, limit } = bite;
  const below = { kind, limit, ...(before === undefined ? {} : { before }) };
  switch (range.by) {
    case 'kind':
      return store.scan(org, below);
    case 'terms': {
      const scans = await Promise.all([...new Set(range.terms)].map((term) => store.scan(org, { ...below, term })));
      return newest(scans.flat(), limit);
    }
    case 'ids': {
      const ids = [...new Set(range.ids)].filter((id) => before === undefined || id < before);
      const wanted = { entities: ids.map((id) => ({ kind, id })), names: [], answers: [], counters: [], members: [] };
      const { entities } = await store.load(org, wanted, 0);
      return newest(
        entities.filter((row) => row !== undefined),
        limit,
      );
    }
  }
}

function newest(rows: readonly EntityRow[], limit: number): readonly EntityRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, limit);
}
