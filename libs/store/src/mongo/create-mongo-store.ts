import type { Db } from 'mongodb';
import type { Store } from '../store.ts';
import { collectionsOf } from './collections.ts';
import { createIndexes } from './indexes.ts';
import { createLog } from './log.ts';
import { translating } from './mongo-errors.ts';
import { createPrivateValues } from './private-values.ts';
import { answerQueries, markQueries } from './queries.ts';
import { createReads } from './reads.ts';
import { createRecords } from './records.ts';
import { sweepExpired } from './sweep-expired.ts';

/** A store over a database of a client that somebody else opened; `close` is how the store lets go of it. */
export async function createMongoStore(db: Db, shape: string, close: () => Promise<void>): Promise<Store> {
  const collections = collectionsOf(db, shape);
  await translating(() => createIndexes(collections));
  return {
    ...createLog(collections),
    ...createReads(collections),
    ...createPrivateValues(collections),
    sweepAnswers: (now, limit) => translating(() => sweepExpired(collections.answers, answerQueries, { now, limit })),
    records: createRecords(collections),
    // The server's own ping would be answered without its storage.
    ping: () =>
      collections.marks.findOne(markQueries.one(0).filter).then(
        () => true,
        () => false,
      ),
    close,
  };
}
