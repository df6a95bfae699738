import type { Pause } from '../../src/robots/pause.ts';

/** Time that passes when a test says so. */
export interface VirtualTime {
  readonly clock: () => number;
  readonly pause: Pause;
  /** Lets so many milliseconds pass; whoever waits in between wakes at the right moment. */
  readonly advance: (ms: number) => Promise<void>;
}

interface Waiting {
  readonly at: number;
  readonly wake: () => void;
}

/** Turns of the event loop that everything under way gets before time goes on. */
const turns = 30;

export function virtualTime(): VirtualTime {
  let now = 1_000_000;
  const waiting = new Set<Waiting>();
  const next = (end: number): Waiting | undefined =>
    [...waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  return {
    clock: () => now,
    pause: (ms, signal) =>
      new Promise((resolve) => {
        const one = { at: now + ms, wake: resolve };
        waiting.add(one);
        const end = (): void => {
          waiting.delete(one);
          resolve();
        };
        signal.addEventListener('abort', end, { once: true });
        if (signal.aborted) end();
      }),
    advance: async (ms) => {
      const end = now + ms;
      await settle();
      for (let one = next(end); one !== undefined; one = next(end)) {
        now = Math.max(now, one.at);
        waiting.delete(one);
        one.wake();
        await settle();
      }
      now = end;
    },
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
