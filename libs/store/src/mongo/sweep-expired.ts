import type { Collection } from 'mongodb';
import { findFields } from './commands.ts';
import { retryConflicts } from './mongo-errors.ts';
import type { Query } from './queries.ts';

interface ExpiryQueries<D> {
  expired(now: number): Query<D>;
  expiredAmong(ids: readonly string[], now: number): Query<D>;
}

/** Removes what expired first, at most `limit`. What was written anew since it was found expired stays. */
export async function sweepExpired<D extends { readonly _id: string }>(
  collection: Collection<D>,
  queries: ExpiryQueries<D>,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<number> {
  const expired = await findFields(collection, queries.expired(now), { fields: ['_id'], limit });
  if (expired.length === 0) return 0;
  const { filter } = queries.expiredAmong(
    expired.map(({ _id }) => _id),
    now,
  );
  return (await retryConflicts(() => collection.deleteMany(filter))).deletedCount;
}
