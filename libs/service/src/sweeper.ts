import { setTimeout as delay } from 'node:timers/promises';
import { allHeads, ownFeed } from '@benchline/runtime';
import type { Store } from '@benchline/store';

export interface Sweeper {
  stop(): Promise<void>;
}

export interface SweeperConfig {
  readonly store: Store;
  readonly clock: () => number;
  readonly everyMs: number;
  readonly failed: (error: unknown) => void;
}

/** Small enough that commands hardly wait for a bite. */
const bite = 200;

/** Removes what has expired or never came to be: kept answers, records, private values that no commit names. In small bites. */
export function startSweeper({ store, clock, everyMs, failed }: SweeperConfig): Sweeper {
  const stopping = new AbortController();
  const { signal } = stopping;
  const untilEmpty = async (sweep: () => Promise<number>): Promise<void> => {
    while (!signal.aborted && (await sweep()) === bite) await pause(0, signal);
  };
  const round = async (): Promise<void> => {
    await untilEmpty(() => store.sweepAnswers(clock(), bite));
    await untilEmpty(() => store.records.sweep(clock(), bite));
    for await (const { org } of allHeads(ownFeed(store))) await untilEmpty(() => store.sweepValues(org, bite));
  };
  const rounds = async (): Promise<void> => {
    await pause(everyMs, signal);
    while (!signal.aborted) {
      await round().catch(failed);
      await pause(everyMs, signal);
    }
  };
  const running = rounds();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined); // ended by stop
}
