import type { Bus } from './bus.ts';

/** A bus that takes events on `<prefix>.*.evt.>`; `close` is called by the suite. */
export type OpenBus = (options: { prefix: string; onDefect: (thrown: unknown) => void }) => Promise<Bus>;

/** A fresh bus with a subject space of its own, and what its listeners threw. */
export async function openFresh(open: OpenBus) {
  const prefix = `t${crypto.randomUUID().slice(0, 8)}`;
  const defects: unknown[] = [];
  const bus = await open({ prefix, onDefect: (thrown) => defects.push(thrown) });
  return { bus, prefix, defects, [Symbol.asyncDispose]: () => bus.close() };
}
