import { MongoClient, type Collection } from 'mongodb';
import { organizationId as org, type Shape } from './command.ts';

interface Row {
  readonly _id: string;
  readonly body: string;
}

const writes = { writeConcern: { w: 'majority', j: true } } as const;

/**
 * The same on the MongoDB wire, without the lookups: the commit is inserted, then documents, names and answers in parallel. `database`
 * is dropped at the end.
 */
export async function mongoByHand(url: string, database: string): Promise<Shape> {
  const client = await new MongoClient(url, { serverSelectionTimeoutMS: 5_000 }).connect();
  const db = client.db(database);
  const collection = (name: string): Collection<Row> => db.collection<Row>(name, writes);
  const [log, documents, names, answers] = [
    collection('log'),
    collection('documents'),
    collection('names'),
    collection('answers'),
  ];
  let [seq, id] = [0, 0];

  return {
    async group(commands) {
      const rows = commands.map(({ externalId, key, fields }) => {
        id += 1;
        const body = JSON.stringify({ id, ...fields, status: 'registered', version: 1 });
        return { id: `${String(org)}/sample/${String(id)}`, name: externalId, key, body };
      });
      seq += 1;
      await log.insertOne({
        _id: `${String(org)}/${String(seq).padStart(10, '0')}`,
        body: JSON.stringify({ entries: rows.map(({ body }) => body) }),
      });
      await Promise.all([
        documents.insertMany(rows.map((row) => ({ _id: row.id, body: row.body }))),
        names.insertMany(rows.map((row) => ({ _id: row.name, body: row.id }))),
        answers.insertMany(rows.map((row) => ({ _id: row.key, body: row.body }))),
      ]);
    },
    [Symbol.asyncDispose]: async () => {
      await db.dropDatabase();
      await client.close();
    },
  };
}
