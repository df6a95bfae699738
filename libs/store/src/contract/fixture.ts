import type { AnswerRow, CommitRow, EntityRow, NameRow, PrivateRow, Store, Wanted, Writes } from '../store.ts';

/** A store of a test's own, empty at first. */
export interface StoreFixture extends AsyncDisposable {
  readonly store: Store;
  /** Closes the store and opens it again over what it kept. */
  reopen(): Promise<Store>;
}

export type OpenFixture = () => Promise<StoreFixture>;

export const firstOrg = 1;
export const otherOrg = 2;
/** The time at which the suite happens. Nothing in it looks at a clock. */
export const now = 1_800_000_000_000;
export const idMax = Number.MAX_SAFE_INTEGER;

export function commit(seq: number, fields: Partial<CommitRow> = {}): CommitRow {
  return {
    org: firstOrg,
    seq,
    at: now + seq,
    nonce: `nonce-${String(seq)}`,
    body: `{"seq":${String(seq)}}`,
    ...fields,
  };
}

export function sample(id: number, fields: Partial<EntityRow> = {}): EntityRow {
  return { kind: 'sample', id, version: 1, seq: 1, state: `{"id":${String(id)}}`, terms: [], ...fields };
}

export function name(text: string, fields: Partial<NameRow> = {}): NameRow {
  return { space: 'sample.external_id', name: text, id: 1, seq: 1, ...fields };
}

export function answer(key: string, fields: Partial<AnswerRow> = {}): AnswerRow {
  return { key, part: 0, seq: 1, body: '{"status":201}', expiresAt: now + 1000, ...fields };
}

export function privateValue(ref: string, fields: Partial<PrivateRow> = {}): PrivateRow {
  return { ref, kind: 'sample', id: 1, field: 'donor_source', value: 'Ann', seq: 1, nonce: 'nonce-1', ...fields };
}

export function writes(fields: Partial<Writes> = {}): Writes {
  return { entities: [], names: [], answers: [], counters: [], grams: [], ...fields };
}

export function wanted(fields: Partial<Wanted> = {}): Wanted {
  return { entities: [], names: [], answers: [], counters: [], members: [], ...fields };
}

/** Appends commits `from` to `to` without projections. */
export async function appendEmpty(store: Store, from: number, to: number): Promise<void> {
  for (let seq = from; seq <= to; seq++) await store.append(commit(seq), writes(), []);
}

export async function sampleOf(store: Store, id: number, org = firstOrg): Promise<EntityRow | undefined> {
  return (await store.load(org, wanted({ entities: [{ kind: 'sample', id }] }), now)).entities[0];
}

export async function nameOf(store: Store, text: string, org = firstOrg): Promise<NameRow | undefined> {
  return (await store.load(org, wanted({ names: [{ space: 'sample.external_id', name: text }] }), now)).names[0];
}

export async function answersOf(store: Store, key: string, at = now): Promise<readonly AnswerRow[] | undefined> {
  return (await store.load(firstOrg, wanted({ answers: [key] }), at)).answers[0];
}

/** Ids of the samples under a term, newest first. */
export async function idsUnder(store: Store, term: string, org = firstOrg): Promise<readonly number[]> {
  return (await store.scan(org, { kind: 'sample', term, limit: 100 })).map(({ id }) => id);
}
