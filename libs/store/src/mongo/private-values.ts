import type { CommitRow, PrivateRow, Store } from '../store.ts';
import type { Collections } from './collections.ts';
import { findFields, insertFresh } from './commands.ts';
import { valueId } from './ids.ts';
import { retryConflicts, translating } from './mongo-errors.ts';
import { logQueries, markQueries, valueQueries } from './queries.ts';
import type { ValueDocument } from './documents.ts';

type PrivateValues = Pick<Store, 'values' | 'eraseValues' | 'sweepValues'>;

/** How many pending values one step of a sweep looks at. */
const sweepStep = 500;

export function createPrivateValues(collections: Collections): PrivateValues {
  return {
    values: (org, refs) => translating(() => readValues(collections, org, refs)),
    eraseValues: (org, kind, id, fields) =>
      translating(async () => {
        const { filter } = valueQueries.ofFields(org, kind, id, fields);
        const erased = await retryConflicts(() => collections.values.updateMany(filter, { $set: { value: null } }));
        return erased.modifiedCount;
      }),
    sweepValues: (org, limit) => translating(() => sweepValues(collections, org, limit)),
  };
}

/** Puts values before their commit. They are pending until a sweep has seen that commit in the log. */
export async function insertValues({ values }: Collections, org: number, rows: readonly PrivateRow[]): Promise<void> {
  await insertFresh(
    values,
    rows.map((row) => ({ _id: valueId(org, row.ref), org, ...row, pending: row.seq })),
  );
}

/** Takes back the values of a commit whose number a rival has. */
export async function removeValues(
  { values }: Collections,
  commit: CommitRow,
  rows: readonly PrivateRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const refs = rows.map(({ ref }) => ref);
  const { filter } = valueQueries.ofWriter(commit.org, refs, commit.nonce);
  await retryConflicts(() => values.deleteMany(filter));
}

async function readValues(
  { values }: Collections,
  org: number,
  refs: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const query = valueQueries.several(org, refs);
  const rows = await findFields(values, query, { fields: ['ref', 'value'], limit: refs.length });
  const byRef = new Map(rows.map(({ ref, value }) => [ref, value ?? undefined]));
  return refs.map((ref) => byRef.get(ref));
}

/**
 * Settles what is pending at or below the mark: every commit up to there is known. Each value is looked at once in its life, so a
 * log's length costs nothing, and the writer pays for no second write.
 */
async function sweepValues(collections: Collections, org: number, limit: number): Promise<number> {
  const { values, marks } = collections;
  const mark = await marks.findOne(markQueries.one(org).filter);
  if (mark === null) return 0;
  let removed = 0;
  while (removed < limit) {
    const query = valueQueries.pending(org, mark.applied);
    const pending = await findFields(values, query, { fields: ['_id', 'ref', 'seq', 'nonce'], limit: sweepStep });
    const { settled, orphaned } = await judge(collections, org, pending);
    const doomed = orphaned.slice(0, limit - removed);
    await settle(collections, org, settled);
    removed += await remove(collections, org, doomed);
    // Nothing done means that a rival's sweep did it, or that the log doesn't say: the next sweep asks again.
    if (pending.length < sweepStep || settled.length + doomed.length === 0) break;
  }
  return removed;
}

type Pending = Pick<ValueDocument, '_id' | 'ref' | 'seq' | 'nonce'>;

async function judge({ log }: Collections, org: number, pending: readonly Pending[]) {
  const seqs = [...new Set(pending.map(({ seq }) => seq))];
  const commits = await findFields(log, logQueries.several(org, seqs), {
    fields: ['seq', 'nonce'],
    limit: seqs.length,
  });
  const nonces = new Map(commits.map(({ seq, nonce }) => [seq, nonce]));
  const known = pending.filter(({ seq }) => nonces.has(seq));
  return {
    settled: known.filter(({ seq, nonce }) => nonces.get(seq) === nonce),
    orphaned: known.filter(({ seq, nonce }) => nonces.get(seq) !== nonce),
  };
}

async function settle({ values }: Collections, org: number, settled: readonly Pending[]): Promise<void> {
  if (settled.length === 0) return;
  const { filter } = valueQueries.several(
    org,
    settled.map(({ ref }) => ref),
  );
  await retryConflicts(() => values.updateMany(filter, { $unset: { pending: 1 } }));
}

async function remove({ values }: Collections, org: number, doomed: readonly Pending[]): Promise<number> {
  if (doomed.length === 0) return 0;
  const byNonce = Map.groupBy(doomed, ({ nonce }) => nonce);
  let removed = 0;
  for (const [nonce, ofWriter] of byNonce) {
    const { filter } = valueQueries.ofWriter(
      org,
      ofWriter.map(({ ref }) => ref),
      nonce,
    );
    removed += (await retryConflicts(() => values.deleteMany(filter))).deletedCount;
  }
  return removed;
}
