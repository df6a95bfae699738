import { scheduler } from 'node:timers/promises';

/** Whether the time passed before the signal came. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return scheduler.wait(ms, { signal }).then(
    () => true,
    () => false,
  );
}
