import type { Collection, Document, OptionalUnlessRequiredId, Sort } from 'mongodb';
import { PageSize } from '../page-size.ts';
import { duplicatesOf, retryConflicts } from './mongo-errors.ts';
import type { Query } from './queries.ts';

/** Several documents in the order of the question, at most `limit`, with these fields only. */
export async function findFields<D extends Document, K extends keyof D & string>(
  collection: Collection<D>,
  { filter, sort = {} }: Query<D>,
  { fields, limit }: { readonly fields: readonly K[]; readonly limit: number },
): Promise<readonly Pick<D, K>[]> {
  // To a server 0 means "no limit", and a negative one something else again.
  if (limit < 1) return [];
  return collection.find(filter, inOneBatch(sort, limit)).project<Pick<D, K>>(only(fields)).toArray();
}

/** The same, as far as a page of records goes; what lies beyond it is not read. */
export async function findPage<D extends Document & { readonly state: string }, K extends keyof D & string>(
  collection: Collection<D>,
  { filter, sort = {} }: Query<D>,
  { fields, limit }: { readonly fields: readonly (K | 'state')[]; readonly limit: number },
): Promise<readonly Pick<D, K | 'state'>[]> {
  if (limit < 1) return [];
  const cursor = collection.find(filter, inOneBatch(sort, limit)).project<Pick<D, K | 'state'>>(only(fields));
  const size = new PageSize();
  const rows: Pick<D, K | 'state'>[] = [];
  for await (const row of cursor) {
    rows.push(row);
    if (size.isFullWith(row)) break;
  }
  return rows;
}

/** A server sends 101 documents at first unless it is told otherwise, and never more than 16 MB. */
function inOneBatch(sort: Sort, limit: number): { sort: Sort; limit: number; batchSize: number } {
  return { sort, limit, batchSize: limit };
}

/** The first document in the order of the question, with these fields only. */
export async function findFirst<D extends Document, K extends keyof D & string>(
  collection: Collection<D>,
  query: Query<D>,
  fields: readonly K[],
): Promise<Pick<D, K> | undefined> {
  const [first] = await findFields(collection, query, { fields, limit: 1 });
  return first;
}

function only(fields: readonly string[]): Document {
  const chosen = Object.fromEntries(fields.map((field) => [field, 1]));
  return '_id' in chosen ? chosen : { ...chosen, _id: 0 };
}

/** Inserts those whose `_id` is free and answers the others. */
export async function insertFresh<D extends Document>(
  collection: Collection<D>,
  documents: readonly D[],
): Promise<readonly D[]> {
  if (documents.length === 0) return [];
  try {
    // The driver's type makes `_id` optional where it would make one; ours always have theirs.
    const batch = documents as readonly OptionalUnlessRequiredId<D>[];
    await retryConflicts(() => collection.insertMany(batch, { ordered: false }));
    return [];
  } catch (error) {
    return at(documents, duplicatesOf(error));
  }
}

/** The elements at these positions. */
export function at<T>(elements: readonly T[], positions: readonly number[]): readonly T[] {
  const wanted = new Set(positions);
  return elements.filter((_, position) => wanted.has(position));
}
