import { MongoClient } from 'mongodb';
import { checkedShape } from '../shape.ts';
import type { Store } from '../store.ts';
import { createMongoStore } from './create-mongo-store.ts';
import { inTime } from './in-time.ts';
import { reviveWhenStuck } from './revive.ts';

export interface MongoStoreOptions {
  /** With user and password, if the server asks for them; they never show in an error. */
  readonly url: string;
  /** A service's own; made if it isn't there. */
  readonly database: string;
  /** Which projections to keep; see README.md. */
  readonly shape: string;
  /** After how long each wait for the server ends and the call is `unavailable`. A call is a few commands, one after the other. */
  readonly timeoutMs: number;
  /** Hears that the driver had lost sight of the server for good and connects anew; see `revive.ts`. */
  readonly lostSight?: () => void;
}

const connectionsMax = 32;
const heartbeatMs = 10_000;
/** Of the steps that are bounded one by one, these take their time in a command: to find the server, and to have its answer. */
const stepsAtMost = 2;

/**
 * A store on a MongoDB server or what speaks its protocol. Throws `unavailable` if that is away now; later it may go and come back.
 */
export async function openMongoStore(options: MongoStoreOptions): Promise<Store> {
  const { url, database, shape, timeoutMs, lostSight = () => undefined } = options;
  checkedShape(shape);
  const client = new MongoClient(url, {
    // The driver's one setting for whole operations, timeoutMS, does nothing any more. These bound each step of a command.
    serverSelectionTimeoutMS: timeoutMs,
    connectTimeoutMS: timeoutMs,
    waitQueueTimeoutMS: timeoutMs,
    socketTimeoutMS: timeoutMs,
    heartbeatFrequencyMS: heartbeatMs,
    maxPoolSize: connectionsMax,
    readPreference: 'primary',
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: timeoutMs },
  });
  const stopReviving = reviveWhenStuck(client, { timeoutMs, heartbeatMs, lostSight });
  const close = async (): Promise<void> => {
    await stopReviving();
    await client.close();
  };
  try {
    return await createMongoStore(inTime(client.db(database), stepsAtMost * timeoutMs), shape, close);
  } catch (error) {
    await close();
    throw error;
  }
}
