import type { ChangePlace, ChangeScan, EntityRow, Scan, Store } from '@benchline/store';
import { isFull, onePage } from '@benchline/store';

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

/** The next records of a range, newest first. */
export interface Records {
  readonly rows: readonly EntityRow[];
  /** Whether the range has no more. */
  readonly ended: boolean;
}

/** A way to the records of an organization. */
interface Place {
  readonly store: Store;
  readonly org: number;
}

/** As many of the next records as are asked for and a page holds. */
export async function rowsIn(place: Place, range: Range, bite: Bite): Promise<Records> {
  const rows = await nextOf(place, range, bite);
  return { rows, ended: rows.length < bite.limit && !isFull(rows) };
}

function nextOf(place: Place, range: Range, bite: Bite): Promise<readonly EntityRow[]> {
  switch (range.by) {
    case 'kind':
      return place.store.scan(place.org, scanOf(bite));
    case 'terms':
      return withTerms(place, range.terms, bite);
    case 'ids':
      return withIds(place, range.ids, bite);
  }
}

function scanOf({ kind, before, limit }: Bite): Scan {
  return { kind, limit, ...(before === undefined ? {} : { before }) };
}

/** What is read so far of the records that carry a term, newest first. */
interface Reading {
  readonly term: string;
  readonly rows: EntityRow[];
  ended: boolean;
}

/** Reads on under those terms only that may have records among the newest: a page costs little more than its records. */
async function withTerms(place: Place, terms: readonly string[], bite: Bite): Promise<readonly EntityRow[]> {
  const readings = [...new Set(terms)].map((term): Reading => ({ term, rows: [], ended: false }));
  const limit = Math.ceil(bite.limit / readings.length);
  for (let behind = readings; ;) {
    await Promise.all(behind.map((reading) => readOn(place, reading, { ...bite, limit })));
    const page = pageOf(
      readings.flatMap(({ rows }) => rows),
      bite.limit,
    );
    const isWhole = page.length === bite.limit || isFull(page);
    const end = isWhole ? (page.at(-1)?.id ?? 0) : 0;
    behind = readings.filter(({ rows, ended }) => !ended && (rows.at(-1)?.id ?? 0) > end);
    if (behind.length === 0) return page;
  }
}

async function readOn({ store, org }: Place, reading: Reading, bite: Bite): Promise<void> {
  const before = reading.rows.at(-1)?.id ?? bite.before;
  const rows = await store.scan(org, { ...scanOf({ ...bite, before }), term: reading.term });
  reading.rows.push(...rows);
  reading.ended = rows.length < bite.limit && !isFull(rows);
}

/** Records that are loaded at once by their ids. */
const idsAtOnce = 50;

async function withIds(place: Place, ids: readonly number[], bite: Bite): Promise<readonly EntityRow[]> {
  const wanted = [...new Set(ids)].filter((id) => id < (bite.before ?? Infinity)).sort((one, other) => other - one);
  let page: readonly EntityRow[] = [];
  for (const some of inSlices(wanted)) {
    page = pageOf([...page, ...(await load(place, bite.kind, some))], bite.limit);
    if (page.length === bite.limit || isFull(page)) break;
  }
  return page;
}

async function load({ store, org }: Place, kind: string, ids: readonly number[]): Promise<readonly EntityRow[]> {
  const wanted = { entities: ids.map((id) => ({ kind, id })), names: [], answers: [], counters: [], members: [] };
  const { entities } = await store.load(org, wanted, 0);
  return entities.filter((row) => row !== undefined);
}

function* inSlices(ids: readonly number[]): Generator<readonly number[]> {
  for (let next = 0; next < ids.length; next += idsAtOnce) yield ids.slice(next, next + idsAtOnce);
}

/** The newest of these records, each once, as many as a page holds. */
function pageOf(rows: readonly EntityRow[], limit: number): readonly EntityRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...onePage([...byId.values()].sort((one, other) => other.id - one.id).slice(0, limit))];
}

/** The records of a range among the next changes, and the place of the last change; no place at the end. */
export interface Changed {
  readonly rows: readonly EntityRow[];
  readonly last: ChangePlace | undefined;
}

/** The next changes in a range. It may have few records among many changes: each page of changes is gone through. */
export async function changesIn(place: Place, range: Range, scan: ChangeScan): Promise<Changed> {
  const rows =
    range.by === 'ids' ? await changesOf(place, range.ids, scan) : await place.store.changes(place.org, scan);
  const isWhole = rows.length === scan.limit || isFull(rows);
  const last = isWhole ? rows.at(-1) : undefined;
  const terms = range.by === 'terms' ? new Set(range.terms) : undefined;
  return {
    rows: terms === undefined ? rows : rows.filter((row) => row.terms.some((term) => terms.has(term))),
    last: last && { seq: last.seq, id: last.id },
  };
}

async function changesOf(place: Place, ids: readonly number[], scan: ChangeScan): Promise<readonly EntityRow[]> {
  const { kind, after, through, limit } = scan;
  let page: readonly EntityRow[] = [];
  for (const some of inSlices([...new Set(ids)])) {
    const changed = (await load(place, kind, some)).filter((row) => row.seq <= through && comesAfter(row, after));
    const inOrder = [...page, ...changed].sort((one, other) => (comesAfter(one, other) ? 1 : -1));
    page = [...onePage(inOrder.slice(0, limit))];
  }
  return page;
}

/** Whether a place lies later than another in the order of last change. */
export function comesAfter(one: ChangePlace, other: ChangePlace): boolean {
  return one.seq > other.seq || (one.seq === other.seq && one.id > other.id);
}
