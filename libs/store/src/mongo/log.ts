import { unavailable } from '@benchline/errors';
import { rowsInPage } from '../page-size.ts';
import type { AppendOutcome, CommitRow, Position, PrivateRow, Store, Writes } from '../store.ts';
import type { Collections } from './collections.ts';
import { findFields, findFirst, insertFresh } from './commands.ts';
import { commitId, organizationId } from './ids.ts';
import { isDuplicate, retryConflicts, translating } from './mongo-errors.ts';
import { insertValues, removeValues } from './private-values.ts';
import { writeProjections } from './projections.ts';
import { logQueries, markQueries, organizationQueries } from './queries.ts';

type Head = Awaited<ReturnType<Store['heads']>>[number];
type Log = Pick<Store, 'append' | 'apply' | 'position' | 'commits' | 'heads' | 'seqBefore'>;

const commitFields = ['org', 'seq', 'at', 'nonce', 'body'] as const;

/** The log's part of the port. The insert of the commit decides; what comes after it can be repeated by anybody from the log. */
export function createLog(collections: Collections): Log {
  return {
    append: (commit, writes, values) => translating(() => append(collections, commit, writes, values)),
    apply: (org, seq, writes) => translating(() => apply(collections, org, seq, writes)),
    position: (org) => translating(() => position(collections, org)),
    commits: (org, after, limit) => translating(() => commits(collections, org, after, limit)),
    seqBefore: (org, at) =>
      translating(async () => (await findFirst(collections.log, logQueries.before(org, at), ['seq']))?.seq ?? 0),
    heads: (afterOrg, limit) => translating(() => heads(collections, afterOrg, limit)),
  };
}

async function append(
  collections: Collections,
  commit: CommitRow,
  writes: Writes,
  values: readonly PrivateRow[],
): Promise<AppendOutcome> {
  const { org, seq } = commit;
  await insertValues(collections, org, values);
  if (seq === 1) await insertFresh(collections.organizations, [{ _id: organizationId(org), org }]);
  const outcome = await insertCommit(collections, commit);
  if (outcome === 'taken') await removeValues(collections, commit, values);
  else await apply(collections, org, seq, writes);
  return outcome;
}

async function insertCommit({ log }: Collections, commit: CommitRow): Promise<AppendOutcome> {
  const { org, seq, nonce } = commit;
  try {
    await retryConflicts(() => log.insertOne({ _id: commitId(org, seq), size: commit.body.length, ...commit }));
    return 'inserted';
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // What stands there need not be known to a majority yet. If it is ours, the mark's write, which comes next, waits for that.
    const { filter } = logQueries.one(org, seq);
    const present = await log.findOne(filter, { readConcern: 'local', projection: { nonce: 1 } });
    if (present === null) throw unavailable('The store', error);
    return present.nonce === nonce ? 'mine' : 'taken';
  }
}

async function apply(collections: Collections, org: number, seq: number, writes: Writes): Promise<void> {
  await writeProjections(collections, org, writes);
  const { filter } = markQueries.one(org);
  const raise = (upsert: boolean) =>
    retryConflicts(() => collections.marks.updateOne(filter, { $max: { applied: seq } }, { upsert }));
  try {
    await raise(true);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // A rival made the mark at the same time.
    await raise(false);
  }
}

async function position({ log, marks }: Collections, org: number): Promise<Position> {
  const [newest, mark] = await Promise.all([
    findFirst(log, logQueries.newest(org), ['seq', 'at']),
    findFirst(marks, markQueries.one(org), ['applied']),
  ]);
  const head = newest?.seq ?? 0;
  // The two are read side by side, so the mark may tell of a rival's commit that the head doesn't know.
  return { head, applied: Math.min(mark?.applied ?? 0, head), headAt: newest?.at ?? 0 };
}

async function commits({ log }: Collections, org: number, after: number, limit: number): Promise<readonly CommitRow[]> {
  const sizes = await findFields(log, logQueries.between(org, after), { fields: ['seq', 'size'], limit });
  const last = sizes[rowsInPage(sizes.map(({ size }) => size)) - 1];
  if (last === undefined) return [];
  return findFields(log, logQueries.between(org, after, last.seq), { fields: commitFields, limit });
}

/** Goes on past organizations whose first commit never came to be, so that a short page means the end. */
async function heads(collections: Collections, afterOrg: number, limit: number): Promise<readonly Head[]> {
  const { log, organizations } = collections;
  const page: Head[] = [];
  for (let after = afterOrg; page.length < limit;) {
    const query = organizationQueries.after(after);
    const found = await findFields(organizations, query, { fields: ['org'], limit: limit - page.length });
    const newest = await Promise.all(found.map(({ org }) => findFirst(log, logQueries.newest(org), ['org', 'seq'])));
    page.push(...newest.filter((head) => head !== undefined));
    const last = found.at(-1);
    if (last === undefined) break;
    after = last.org;
  }
  return page;
}
