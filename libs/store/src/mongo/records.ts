import type { RecordRow, Records, RecordWrite } from '../store.ts';
import type { Collections } from './collections.ts';
import { findFields, findFirst } from './commands.ts';
import { recordId } from './ids.ts';
import { isDuplicate, retryConflicts, translating } from './mongo-errors.ts';
import { recordQueries } from './queries.ts';
import { readBarrier } from './read-barrier.ts';
import { sweepExpired } from './sweep-expired.ts';

const recordFields = ['key', 'value', 'version'] as const;

/** Records with compare-and-set: the condition stands in the filter of the command that writes. */
export function createRecords(collections: Collections): Records {
  const { records } = collections;
  const some: Omit<Records, 'barrier'> = {
    get: (org, space, key, now) =>
      translating(() => findFirst(records, recordQueries.live(org, space, key, now), recordFields)),
    put: (org, space, write, now) =>
      translating(() =>
        write.expected === 0
          ? create(collections, { org, space, now }, write)
          : replace(collections, { org, space, now }, write),
      ),
    remove: (org, space, key, expected) =>
      translating(async () => {
        const { filter } = recordQueries.atVersion(org, space, { key, version: expected });
        return (await retryConflicts(() => records.deleteOne(filter))).deletedCount === 1;
      }),
    list: (org, space, { afterKey, limit }, now) =>
      translating((): Promise<readonly RecordRow[]> => {
        const query = recordQueries.liveAfter(org, space, afterKey, now);
        return findFields(records, query, { fields: recordFields, limit });
      }),
    sweep: (now, limit) => translating(() => sweepExpired(records, recordQueries, { now, limit })),
  };
  return { ...some, barrier: readBarrier(some) };
}

interface Place {
  readonly org: number;
  readonly space: string;
  readonly now: number;
}

async function create(
  { records }: Collections,
  { org, space, now }: Place,
  write: RecordWrite,
): Promise<number | undefined> {
  const { key, value, expiresAt = null } = write;
  const document = { _id: recordId(org, space, key), org, space, key, value, version: 1, expiresAt };
  try {
    await retryConflicts(() => records.insertOne(document));
    return 1;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  const { filter } = recordQueries.expiredOne(org, space, key, now);
  const change = { $set: { value, expiresAt }, $inc: { version: 1 } };
  const written = await retryConflicts(() =>
    records.findOneAndUpdate(filter, change, { returnDocument: 'after', projection: { version: 1 } }),
  );
  return written?.version;
}

async function replace(
  { records }: Collections,
  { org, space, now }: Place,
  write: RecordWrite,
): Promise<number | undefined> {
  const { key, value, expected, expiresAt = null } = write;
  const { filter } = recordQueries.liveAtVersion(org, space, { key, version: expected }, now);
  const change = { $set: { value, expiresAt, version: expected + 1 } };
  const written = await retryConflicts(() => records.updateOne(filter, change));
  return written.matchedCount === 1 ? expected + 1 : undefined;
}
