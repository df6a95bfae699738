/** Time that passes when a test says so. */
export interface VirtualTime {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves when so much time has passed, or earlier with the signal. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Lets so many milliseconds pass; whoever waits in between wakes at the right moment. */
  advance(ms: number): Promise<void>;
  /** Lets time pass until the promise settles, at most so long. */
  until<Value>(promise: Promise<Value>, msMax: number): Promise<Value>;
}

/** Turns of the event loop that everything under way gets before time goes on. */
const turns = 30;

export function virtualTime(start: number): VirtualTime {
  let now = start;
  const waiting = new Set<{ readonly at: number; readonly wake: () => void }>();
  const next = (before: number): { readonly at: number; readonly wake: () => void } | undefined =>
    [...waiting].filter(({ at }) => at <= before).sort((a, b) => a.at - b.at)[0];
  const advance = async (ms: number): Promise<void> => {
    const end = now + ms;
    await settle();
    for (let one = next(end); one !== undefined; one = next(end)) {
      now = Math.max(now, one.at);
      waiting.delete(one);
      one.wake();
      await settle();
    }
    now = end;
  };
  return {
    now: () => now,
    pause: (ms, signal) =>
      new Promise((resolve) => {
        const one = { at: now + ms, wake: resolve };
        if (signal.aborted) {
          resolve();
          return;
        }
        waiting.add(one);
        signal.addEventListener('abort', () => {
          waiting.delete(one);
          resolve();
        });
      }),
    advance,
    until: async (promise, msMax) => {
      const end = now + msMax;
      const fate = watched(promise);
      await settle();
      while (fate.pending && now < end) {
        const soonest = next(end)?.at ?? end;
        await advance(Math.max(0, soonest - now));
        await settle();
      }
      if (fate.pending) throw new Error(`nothing came of it in ${String(msMax)} ms`);
      return promise;
    },
  };
}

function watched(promise: Promise<unknown>): { readonly pending: boolean } {
  const fate = { pending: true };
  const settled = (): void => {
    fate.pending = false;
  };
  promise.then(settled, settled);
  return fate;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
