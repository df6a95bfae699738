import type { Collection, Filter } from 'mongodb';
import type { Writes } from '../store.ts';
import type { Collections } from './collections.ts';
import { at, insertFresh } from './commands.ts';
import type { AnswerDocument, RowDocument } from './documents.ts';
import { answerId, counterId, entityId, gramId, nameId } from './ids.ts';
import { duplicatesOf, retryConflicts } from './mongo-errors.ts';
import { rowQueries } from './queries.ts';

/** Writes each row over an older one and leaves newer ones alone. May end half done, and may be repeated. */
export async function writeProjections(collections: Collections, org: number, writes: Writes): Promise<void> {
  const { entities, names, answers, counters, grams } = writes;
  await Promise.all([
    writeRows(
      collections.entities,
      entities.map((row) => ({ _id: entityId(org, row.kind, row.id), org, ...row })),
      ({ version }) => version === 1,
    ),
    writeRows(
      collections.names,
      names.map((row) => ({ _id: nameId(org, row.space, row.name), org, ...row })),
      ({ id }) => id !== null,
    ),
    writeAnswers(
      collections.answers,
      answers.map((row) => ({ _id: answerId(org, row.key, row.part), org, ...row })),
    ),
    writeRows(
      collections.counters,
      counters.map((row) => ({ _id: counterId(org, row.kind), org, ...row })),
      () => false,
    ),
    writeGrams(collections, org, grams),
  ]);
}

/** What is there already is as good as new. */
async function writeGrams({ grams }: Collections, org: number, rows: Writes['grams']): Promise<void> {
  const documents = rows.flatMap(({ kind, block, grams: texts }) =>
    texts.map((gram) => ({ _id: gramId(org, kind, { gram, block }), org, block })),
  );
  await insertFresh(grams, inOrder(documents));
}

/** Two writers who lock in different orders can block each other. */
function inOrder<D extends { readonly _id: string }>(documents: readonly D[]): readonly D[] {
  return documents.toSorted((one, other) => (one._id < other._id ? -1 : 1));
}

/** A key that is used again long after finds its old answer, which a sweep may remove between the insert and the update. */
async function writeAnswers(
  collection: Collection<AnswerDocument>,
  documents: readonly AnswerDocument[],
): Promise<void> {
  const refused = await writeRows(collection, documents, () => true);
  await insertFresh(collection, refused);
}

/** Answers the rows that met another one. `isFresh` only guesses which way is shorter for a row. */
async function writeRows<D extends RowDocument>(
  collection: Collection<D>,
  documents: readonly D[],
  isFresh: (document: D) => boolean,
): Promise<readonly D[]> {
  const sorted = inOrder(documents);
  const [notInserted, notUpserted] = await Promise.all([
    insertFresh(collection, sorted.filter(isFresh)),
    replaceOlder(
      collection,
      sorted.filter((document) => !isFresh(document)),
      { upsert: true },
    ),
  ]);
  // Those have a document now, older or newer: a rival's that was made in between fails an upsert even where it is the older one.
  const refused = [...notInserted, ...notUpserted];
  await replaceOlder(collection, refused, { upsert: false });
  return refused;
}

/** Answers the documents that could not be inserted because there is one. */
async function replaceOlder<D extends RowDocument>(
  collection: Collection<D>,
  documents: readonly D[],
  { upsert }: { upsert: boolean },
): Promise<readonly D[]> {
  if (documents.length === 0) return [];
  const operations = documents.map((document) => ({
    replaceOne: {
      // The filter speaks only of what every row has.
      filter: rowQueries.older(document).filter as Filter<D>,
      replacement: document,
      upsert,
    },
  }));
  try {
    await retryConflicts(() => collection.bulkWrite(operations, { ordered: false }));
    return [];
  } catch (error) {
    return at(documents, duplicatesOf(error));
  }
}
