import { unavailable } from '@benchline/errors';
import type { Records, Store } from './store.ts';

/** A method of `Store`, or of its records with `records.` before it. */
export type FaultMethod = Exclude<keyof Store, 'records' | 'ping' | 'close'> | `records.${keyof Records}`;

/**
 * What happens to one call. `before`: unavailable, and nothing was done. `after`: done, and unavailable all the same: a lost answer.
 * `pause`: the call waits for the promise and is then carried out, as a slow rival's is.
 */
export type Fault = 'before' | 'after' | { readonly pause: Promise<unknown> };

/** Decides over each call by its method and how many calls of that method there were before it. `undefined` lets it through. */
export type FaultPlan = (method: FaultMethod, callsBefore: number) => Fault | undefined;

/** The store with faults. `ping` and `close` have none. For tests of what must survive them. */
export function withFaults(store: Store, plan: FaultPlan): Store {
  const calls = new Map<FaultMethod, number>();

  async function through<T>(method: FaultMethod, call: () => Promise<T>): Promise<T> {
    const callsBefore = calls.get(method) ?? 0;
    calls.set(method, callsBefore + 1);
    const fault = plan(method, callsBefore);
    if (fault === undefined) return call();
    if (fault === 'before') throw unavailable('The store');
    if (fault !== 'after') {
      await fault.pause;
      return call();
    }
    await call();
    throw unavailable('The store');
  }

  return {
    append: (...args) => through('append', () => store.append(...args)),
    apply: (...args) => through('apply', () => store.apply(...args)),
    position: (...args) => through('position', () => store.position(...args)),
    commits: (...args) => through('commits', () => store.commits(...args)),
    heads: (...args) => through('heads', () => store.heads(...args)),
    load: (...args) => through('load', () => store.load(...args)),
    scan: (...args) => through('scan', () => store.scan(...args)),
    blocks: (...args) => through('blocks', () => store.blocks(...args)),
    changes: (...args) => through('changes', () => store.changes(...args)),
    seqBefore: (...args) => through('seqBefore', () => store.seqBefore(...args)),
    values: (...args) => through('values', () => store.values(...args)),
    eraseValues: (...args) => through('eraseValues', () => store.eraseValues(...args)),
    sweepValues: (...args) => through('sweepValues', () => store.sweepValues(...args)),
    sweepAnswers: (...args) => through('sweepAnswers', () => store.sweepAnswers(...args)),
    records: recordsWithFaults(store.records, through),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}

type Through = <T>(method: FaultMethod, call: () => Promise<T>) => Promise<T>;

function recordsWithFaults(records: Records, through: Through): Records {
  return {
    get: (...args) => through('records.get', () => records.get(...args)),
    put: (...args) => through('records.put', () => records.put(...args)),
    remove: (...args) => through('records.remove', () => records.remove(...args)),
    list: (...args) => through('records.list', () => records.list(...args)),
    sweep: (...args) => through('records.sweep', () => records.sweep(...args)),
    barrier: (...args) => through('records.barrier', () => records.barrier(...args)),
  };
}
