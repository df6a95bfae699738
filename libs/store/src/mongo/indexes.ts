import type { CollectionName, Collections } from './collections.ts';

interface Index {
  readonly collection: CollectionName;
  readonly fields: readonly string[];
}

/** All indexes beside `_id`. What goes over all organizations finds expired documents; everything else begins with the organization. */
export const indexes: readonly Index[] = [
  { collection: 'log', fields: ['org', 'at'] },
  { collection: 'entities', fields: ['org', 'kind', 'terms', 'id'] },
  { collection: 'entities', fields: ['org', 'kind', 'seq', 'id'] },
  { collection: 'answers', fields: ['org', 'key', 'part'] },
  { collection: 'answers', fields: ['expiresAt'] },
  { collection: 'values', fields: ['org', 'kind', 'id'] },
  { collection: 'values', fields: ['org', 'pending'] },
  { collection: 'records', fields: ['expiresAt'] },
];

/** Makes those that aren't there. Several processes may do so at once. */
export async function createIndexes(collections: Collections): Promise<void> {
  const byCollection = Map.groupBy(indexes, ({ collection }) => collection);
  for (const [collection, ofCollection] of byCollection) {
    const specifications = ofCollection.map(({ fields }) => ({
      name: fields.join('_'),
      key: Object.fromEntries(fields.map((field) => [field, 1])),
    }));
    await collections[collection].createIndexes(specifications);
  }
}
