import { MongoNetworkError, type Db } from 'mongodb';
import { interceptCollections } from './intercept.ts';

/** Where a writer's process ends: at its `command`-th write, before the server has it or after, its answer lost. */
export interface Death {
  readonly command: number;
  readonly when: 'before' | 'after';
}

const writeCommands: ReadonlySet<string> = new Set([
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'bulkWrite',
  'deleteOne',
  'deleteMany',
  'findOneAndUpdate',
]);

/** A write command on its way to a collection. */
export interface Sent {
  readonly collection: string;
  readonly method: string;
  /** Carries it out. */
  readonly proceed: () => Promise<unknown>;
}

/** A database whose write commands all go through `send`. For tests. */
export function hookedDb(db: Db, send: (sent: Sent) => Promise<unknown>): Db {
  return interceptCollections(db, (name, method, { collectionName }) => {
    if (typeof name === 'symbol' || !writeCommands.has(name)) return method;
    return (...args) =>
      send({ collection: collectionName, method: name, proceed: () => Promise.resolve(method(...args)) });
  });
}

/** A database whose user dies at one write command: from then on nothing that it sends arrives. For tests. */
export function faultyDb(db: Db, death: Death): { readonly db: Db; died(): boolean } {
  let sent = 0;
  return {
    db: hookedDb(db, async ({ proceed }) => {
      sent++;
      if (sent < death.command) return proceed();
      if (sent === death.command && death.when === 'after') await proceed();
      throw new MongoNetworkError('the writer is dead');
    }),
    died: () => sent >= death.command,
  };
}
