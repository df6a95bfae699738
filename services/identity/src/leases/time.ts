import { setTimeout as delay } from 'node:timers/promises';

/** The passing of time, for what waits. */
export interface Time {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves when so much time has passed, or earlier with the signal. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

export function systemTime(now: () => number): Time {
  return {
    now,
    pause: async (ms, signal) => {
      await delay(ms, undefined, { signal, ref: false }).catch(() => undefined); // ended by the signal
    },
  };
}
