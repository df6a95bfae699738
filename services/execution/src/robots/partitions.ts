import { platform } from '@benchline/runtime';
import type { Records } from '@benchline/store';
import type { Pause } from './pause.ts';

export interface PartitionsConfig {
  readonly records: Records;
  /** This replica: random, new with each start. */
  readonly worker: string;
  readonly count: number;
  /** For so long a part is its worker's without a word from it. */
  readonly leaseMs: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly pause: Pause;
  /** Begins to work a part, until the signal; resolves when the last of it is done. Must not reject. */
  readonly work: (partition: number, signal: AbortSignal) => Promise<void>;
  readonly failed: (error: unknown) => void;
}

export interface Partitions {
  /** Ends the work and gives the parts to whoever comes. */
  stop(): Promise<void>;
}

interface Held {
  readonly stopping: AbortController;
  readonly done: Promise<void>;
  /** Set once it is being given back: resolves when it is. */
  gone?: Promise<void>;
  version: number;
}

const workers = 'robot_workers';
const partitions = 'robot_partitions';
const listMax = 200;
/** Looks and renewals in the time of a lease. */
const looksPerLease = 4;

/**
 * Shares the parts of the command stream among the replicas that are alive: each part has one worker at a time, nearly always. Two for a
 * moment, one of them frozen, do no harm: each works a part in order from what is left, and what one has done the other finds done.
 */
export function sharePartitions(config: PartitionsConfig): Partitions {
  const held = new Map<number, Held>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    while (!signal.aborted) {
      await look(config, held).catch((error: unknown) => {
        config.failed(error);
      });
      await config.pause(config.leaseMs / looksPerLease, signal);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      await Promise.all([...held].map(([partition, one]) => release(config, held, { partition, one })));
      await leave(config).catch(config.failed);
    },
  };
}

/** Shows that this worker is alive, keeps what it has, and takes or gives until it has its share. */
async function look(config: PartitionsConfig, held: Map<number, Held>): Promise<void> {
  const { records, count, clock } = config;
  await putOwn(config, workers, { key: config.worker, expected: undefined });
  const alive = await records.list(platform, workers, { afterKey: '', limit: listMax }, clock());
  const taken = await records.list(platform, partitions, { afterKey: '', limit: listMax }, clock());
  const owners = new Map(taken.map(({ key, value }) => [Number(key), value]));
  await Promise.all([...held].map(([partition, one]) => keep(config, held, { partition, one })));
  const share = Math.ceil(count / Math.max(1, alive.length));
  // Nobody waits here for the end of work: what else is held has to be kept meanwhile, and so has this until then.
  const worked = [...held].filter(([, one]) => one.gone === undefined);
  for (const [partition, one] of worked.slice(share)) void release(config, held, { partition, one });
  // Whoever comes second finds it taken.
  for (let partition = 0; partition < count && held.size < share; partition += 1) {
    if (!owners.has(partition) && !held.has(partition)) await take(config, held, partition);
  }
}

async function take(config: PartitionsConfig, held: Map<number, Held>, partition: number): Promise<void> {
  const version = await putOwn(config, partitions, { key: String(partition), expected: 0 });
  if (version === undefined) return;
  const stopping = new AbortController();
  held.set(partition, { version, stopping, done: config.work(partition, stopping.signal) });
}

interface OfWorker {
  readonly partition: number;
  readonly one: Held;
}

/** Renews the lease. A part that was given to another is let go of; one whose renewal failed is kept, as the other way is no safer. */
async function keep(config: PartitionsConfig, held: Map<number, Held>, { partition, one }: OfWorker): Promise<void> {
  const version = await putOwn(config, partitions, { key: String(partition), expected: one.version });
  if (version !== undefined) {
    one.version = version;
    return;
  }
  void release(config, held, { partition, one });
}

/** Ends the work on a part, and gives it back, or finds that it is another's. Never rejects. */
function release(config: PartitionsConfig, held: Map<number, Held>, { partition, one }: OfWorker): Promise<void> {
  const giveBack = async (): Promise<void> => {
    one.stopping.abort();
    await one.done;
    held.delete(partition);
    await config.records.remove(platform, partitions, String(partition), one.version);
  };
  return (one.gone ??= giveBack().catch(config.failed));
}

interface OwnRecord {
  readonly key: string;
  /** `undefined`: whichever there is. */
  readonly expected: number | undefined;
}

async function putOwn(
  { records, worker, leaseMs, clock }: PartitionsConfig,
  space: string,
  { key, expected }: OwnRecord,
): Promise<number | undefined> {
  const now = clock();
  const version = expected ?? (await records.get(platform, space, key, now))?.version ?? 0;
  return records.put(platform, space, { key, value: worker, expected: version, expiresAt: now + leaseMs }, now);
}

async function leave({ records, worker, clock }: PartitionsConfig): Promise<void> {
  const own = await records.get(platform, workers, worker, clock());
  if (own !== undefined) await records.remove(platform, workers, worker, own.version);
}
