import type { ChangePlace } from '@benchline/store';
import { recordsPageCharsMax } from '@benchline/store';
import type { Listing, Query } from './action.ts';
import type { Place } from './cursor.ts';
import { readChangeCursor, readCursor, writeCursor } from './cursor.ts';
import type { Entity } from './kind.ts';
import { boundKind } from './kind.ts';
import type { Limits } from './limits.ts';
import type { Reader } from './load.ts';
import { catchUp, loadFor } from './load.ts';
import type { Found, Lookups } from './lookup.ts';
import { find } from './lookup.ts';
import { comesAfter } from './range.ts';
import { searchOf } from './search.ts';
import { walkChanges } from './walk-changes.ts';
import { walkNewest } from './walk-newest.ts';
import type { Step, Walk } from './walk.ts';
import { WorkingSet } from './working-set.ts';

const pageDefault = 50;
/** Past all records of a commit. */
const idMax = Number.MAX_SAFE_INTEGER;

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
  /** On each page of a walk by last change: where a walk that starts from here misses nothing that came since. */
  readonly syncedTo: string | undefined;
}

/** What every list's input may have beside its filters. */
interface Paging {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** RFC 3339, UTC; inclusive. */
  readonly updatedSince?: string | undefined;
  /** The `syncedTo` of an earlier page. */
  readonly updatedAfterCursor?: string | undefined;
}

/**
 * One page of a list: newest first, or by last change where the input asks for what was updated. It is short when few of the records
 * looked at match, or when they are large; the cursor then goes on from there.
 */
export async function answerListing(
  reader: Reader & { readonly limits: Limits },
  org: number,
  listing: Listing,
  input: unknown,
): Promise<Page> {
  const { limit = pageDefault, cursor, updatedSince, updatedAfterCursor, ...filters } = input as Paging; // the gate let in what the declaration has
  const list = JSON.stringify([org, listing.name, filters]);
  const start = startOf(list, { cursor, updatedSince, updatedAfterCursor });
  const { seq: through } = await catchUp(reader, org);
  const typed = input as never; // as above
  const found = await findAll(reader, org, listing.lookups(typed));
  const kind = boundKind(reader.kinds, listing.kind.name);
  const search = searchOf(kind, input);
  const walk = { reader, org, kind, range: listing.range(typed, found), search, firstBite: limit + 1 };
  const matches: Filter['matches'] = (record) => listing.matches(record, typed, found);
  const filter = { limit, matches, show: (record: Entity) => listing.show(record) };
  if (start.by === 'id') {
    const { items, rest } = await fillPage(walkNewest(walk, start.before), filter);
    return { items, nextCursor: rest && writeCursor(list, rest), syncedTo: undefined };
  }
  const after = await changesFrom(walk, start);
  const { items, rest } = await fillPage(walkChanges(walk, { after, through }), filter);
  const end = { seq: Math.max(after.seq, through), id: idMax };
  const syncedTo = writeCursor(list, rest ?? { by: 'change', after: end });
  return { items, nextCursor: rest && syncedTo, syncedTo };
}

type Start =
  | { readonly by: 'id'; readonly before: number | undefined }
  /** From the latest of these places on. */
  | { readonly by: 'change'; readonly places: readonly ChangePlace[]; readonly since: string | undefined };

/** A cursor tells by itself which order it goes on in. */
function startOf(list: string, { cursor, updatedSince, updatedAfterCursor }: Paging): Start {
  const synced = updatedAfterCursor === undefined ? [] : [readChangeCursor(list, updatedAfterCursor)];
  const byChange: Start = { by: 'change', places: synced, since: updatedSince };
  const asked = updatedSince !== undefined || updatedAfterCursor !== undefined;
  if (cursor === undefined) return asked ? byChange : { by: 'id', before: undefined };
  if (asked) return { ...byChange, places: [...synced, readChangeCursor(list, cursor)] };
  const place = readCursor(list, cursor);
  return place.by === 'id' ? place : { ...byChange, places: [place.after] };
}

async function changesFrom(
  { reader, org }: Walk,
  { places, since }: Extract<Start, { readonly by: 'change' }>,
): Promise<ChangePlace> {
  const before = since === undefined ? 0 : await reader.store.seqBefore(org, Date.parse(since));
  const all = [...places, { seq: before, id: before === 0 ? 0 : idMax }];
  return all.reduce((latest, place) => (comesAfter(place, latest) ? place : latest));
}

interface Filter {
  readonly limit: number;
  readonly matches: (record: Entity) => boolean;
  readonly show: (record: Entity) => unknown;
}

/** Takes records until there are enough, or as many characters as a page holds; `rest` is where the next page begins, if there is one. */
async function fillPage(
  steps: AsyncIterable<Step>,
  { limit, matches, show }: Filter,
): Promise<{ readonly items: readonly unknown[]; readonly rest: Place | undefined }> {
  const items: unknown[] = [];
  let filled = 0;
  for await (const { record, size, from } of steps) {
    if (record === undefined || items.length === limit || filled >= recordsPageCharsMax) return { items, rest: from };
    if (!matches(record)) continue;
    items.push(show(record));
    filled += size;
  }
  return { items, rest: undefined };
}
