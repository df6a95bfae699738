import { setTimeout as delay } from 'node:timers/promises';

/** Waits so many milliseconds, or until the signal. Never rejects. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

export const pause: Pause = async (ms, signal) => {
  await delay(ms, undefined, { signal }).catch(() => undefined);
};
