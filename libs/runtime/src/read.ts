import type { EntityRow } from '@benchline/store';
import type { Listing, Query } from './action.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { BoundKind, Entity, Fields } from './kind.ts';
import { boundKind } from './kind.ts';
import type { Limits } from './limits.ts';
import type { Reader } from './load.ts';
import { catchUp, loadFor, pairs } from './load.ts';
import type { Found, Lookups } from './lookup.ts';
import { find } from './lookup.ts';
import type { Range } from './range.ts';
import { rowsIn } from './range.ts';
import { refsOf, unseal } from './seal.ts';
import { WorkingSet } from './working-set.ts';

const pageDefault = 50;
const scanAtOnce = 200;

/** Answers a query from projections that hold all that was committed before it came. */
export async function answerQuery(reader: Reader, org: number, query: Query, input: unknown): Promise<unknown> {
  await catchUp(reader, org);
  const typed = input as never; // the gate of this action let it in
  return query.answer(await findAll(reader, org, query.lookups(typed)), typed);
}

async function findAll(reader: Reader, org: number, lookups: Lookups): Promise<Found<Lookups>> {
  const set = new WorkingSet(reader.kinds);
  await loadFor(reader, org, set, () => {
    find(lookups, set);
  });
  return find(lookups, set);
}

export interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | undefined;
}

interface Paging {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** One page of a list, newest first. It is short when few of the records looked at match; the cursor then goes on from there. */
export async function answerListing(
  reader: Reader & { readonly limits: Limits },
  org: number,
  listing: Listing,
  input: unknown,
): Promise<Page> {
  const { limit = pageDefault, cursor, ...filters } = input as Paging; // the gate let in what the declaration has
  const list = JSON.stringify([org, listing.name, filters]);
  const start = cursor === undefined ? undefined : readCursor(list, cursor);
  await catchUp(reader, org);
  const typed = input as never; // as above
  const found = await findAll(reader, org, listing.lookups(typed));
  const range = listing.range(typed, found);
  const kind = boundKind(reader.kinds, listing.kind.name);
  const items: unknown[] = [];
  let before = start;
  for await (const state of walk(reader, org, { kind, range, start, firstBite: limit + 1 })) {
    if (items.length === limit) return { items, nextCursor: writeCursor(list, before ?? 0) };
    if (state === exhausted) return { items, nextCursor: writeCursor(list, before ?? 0) };
    if (listing.matches(state, typed, found)) items.push(listing.show(state));
    before = state.id;
  }
  return { items, nextCursor: undefined };
}

const exhausted = Symbol('looked at as many records as one page may');

interface Walk {
  readonly kind: BoundKind;
  readonly range: Range;
  readonly start: number | undefined;
  readonly firstBite: number;
}

/** The records of a range, newest first; at last `exhausted` if there are more than one page may look at. */
async function* walk(
  reader: Reader & { readonly limits: Limits },
  org: number,
  { kind, range, start, firstBite }: Walk,
): AsyncGenerator<Entity | typeof exhausted> {
  let [before, bite] = [start, firstBite];
  for (let scanned = 0; scanned < reader.limits.scannedRows; scanned += bite, bite = scanAtOnce) {
    const rows = await rowsIn(reader.store, org, range, { kind: kind.kind.name, before, limit: bite });
    yield* await openAll(reader, org, kind, rows);
    if (rows.length < bite) return;
    before = rows.at(-1)?.id;
  }
  yield exhausted;
}

async function openAll(
  { store }: Reader,
  org: number,
  kind: BoundKind,
  rows: readonly EntityRow[],
): Promise<readonly Entity[]> {
  const sealed = rows.map((row) => JSON.parse(row.state) as Fields); // written by `stateText`
  const refs = [...new Set(sealed.flatMap((fields) => refsOf(kind, fields)))];
  const values = pairs(refs, refs.length === 0 ? [] : await store.values(org, refs));
  return sealed.map((fields) => unseal(kind, fields, values).state);
}
