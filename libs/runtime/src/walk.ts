import type { EntityRow } from '@benchline/store';
import type { Place } from './cursor.ts';
import type { BoundKind, Entity, Fields } from './kind.ts';
import type { Limits } from './limits.ts';
import type { Reader } from './load.ts';
import { pairs } from './load.ts';
import type { Range } from './range.ts';
import type { Search } from './search.ts';
import { refsOf, unseal } from './seal.ts';

/** A way through the records of a range. */
export interface Walk {
  readonly reader: Reader & { readonly limits: Limits };
  readonly org: number;
  readonly kind: BoundKind;
  readonly range: Range;
  readonly search: Search | undefined;
  /** Records that are read at first, when few may be asked for. */
  readonly firstBite: number;
}

/**
 * A record, or at last none: then as many were looked at as one page may look at. A later walk from `from` comes to this record first,
 * or to what was not looked at.
 */
export interface Step {
  readonly record: Entity | undefined;
  /** Characters of the record as it is kept. */
  readonly size: number;
  readonly from: Place;
}

/** The records among rows in which the search, if there is one, finds its text; in the order of the rows. */
export async function* found(
  { reader, org, kind, search }: Walk,
  rows: readonly EntityRow[],
  placeOf: (row: EntityRow) => Place,
): AsyncGenerator<Step> {
  const read = rows.map((row) => ({ row, sealed: JSON.parse(row.state) as Fields })); // written by `stateText`
  const wanted = search === undefined ? read : read.filter(({ sealed }) => search.finds(sealed));
  const refs = [...new Set(wanted.flatMap(({ sealed }) => refsOf(kind, sealed)))];
  const values = pairs(refs, refs.length === 0 ? [] : await reader.store.values(org, refs));
  for (const { row, sealed } of wanted) {
    yield { record: unseal(kind, sealed, values).state, size: row.state.length, from: placeOf(row) };
  }
}
