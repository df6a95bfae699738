import type { Runtime } from '@benchline/runtime';
import { allHeads, ownFeed } from '@benchline/runtime';
import type { Store } from '@benchline/store';

export interface Builder {
  stop(): Promise<void>;
}

export interface BuilderConfig {
  readonly store: Store;
  readonly runtime: Pick<Runtime, 'catchUp'>;
  readonly failed: (error: unknown) => void;
}

/**
 * Brings the projections of all organizations up to their logs, one after the other, so that few wait while those of a new shape are
 * built. Where it fails, whoever asks first does it.
 */
export function startBuilder({ store, runtime, failed }: BuilderConfig): Builder {
  const stopping = new AbortController();
  const { signal } = stopping;
  const late = (error: unknown): void => {
    if (!signal.aborted) failed(error);
  };
  const buildAll = async (): Promise<void> => {
    for await (const { org } of allHeads(ownFeed(store))) {
      if (signal.aborted) return;
      await runtime.catchUp(org).catch(late);
    }
  };
  const running = buildAll().catch(late);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
