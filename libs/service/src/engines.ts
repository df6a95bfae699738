import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ValuesOf } from '@benchline/config';
import { toAppError } from '@benchline/errors';
import type { Store } from '@benchline/store';
import { openSqliteStore } from '@benchline/store';
import type { Logger } from '@benchline/telemetry';
import type { engineSettings } from './settings.ts';

export type EngineConfig = ValuesOf<typeof engineSettings>;

export interface StoreOf {
  /** The service whose records these are: it names the database or the folder. */
  readonly service: string;
  /** The shape of its projections: another one is built beside it. */
  readonly shape: string;
}

export async function openStore(config: EngineConfig, { service, shape }: StoreOf, logger: Logger): Promise<Store> {
  if (config.mongodbUrl === undefined) {
    return openSqliteStore({ folder: join(config.dataDir, service), shape });
  }
  // Loaded only where it is used: the driver costs an embedded start time and memory.
  const { openMongoStore } = await import('@benchline/store/mongo');
  return openMongoStore({
    url: config.mongodbUrl,
    database: `${config.mongodbDatabasePrefix}_${service}`,
    shape,
    timeoutMs: config.engineTimeoutMs,
    lostSight: () => {
      logger.warn({ store: service }, 'MongoDB was lost sight of: connecting anew');
    },
  });
}

const storeWaitMsMax = 120_000;
const storePauseMs = 500;

/** The same, and if the server is away, as it can be when everything starts at once, again until it answers; for a bounded time. */
export async function openStoreInTime(config: EngineConfig, of: StoreOf, logger: Logger): Promise<Store> {
  const until = performance.now() + storeWaitMsMax;
  for (;;) {
    try {
      return await openStore(config, of, logger);
    } catch (thrown) {
      const away = config.mongodbUrl !== undefined && toAppError(thrown).kind === 'unavailable';
      if (!away || performance.now() > until) throw thrown;
      logger.warn({ error: thrown }, 'waiting for the store');
      await delay(storePauseMs);
    }
  }
}
