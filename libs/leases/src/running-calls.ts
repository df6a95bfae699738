import type { Lease } from './lease.ts';

/** A call that is made on a lease. */
export interface RunningCall {
  readonly lease: Lease;
  /** Made by this gateway, unlike the id that a caller may give its request. */
  readonly id: string;
}

/** The calls that are being made, also on leases that have been replaced or taken back since. */
export interface RunningCalls {
  begin(call: RunningCall): void;
  end(call: RunningCall): void;
  /**
   * From now on nobody waits for the end of this call, nor does who waits already: it waits for a drop itself, and has changed what it
   * changes. Until it ends, for where two wait for each other their drops may reach gateways in either order.
   */
  leaveOut(id: string): void;
  /** Resolves when those that are running now, that the condition holds for, and that are not left out, have ended. */
  ended(concerned: (call: RunningCall) => boolean): Promise<void>;
}

export function runningCalls(): RunningCalls {
  const running = new Map<string, RunningCall>();
  const leftOut = new Set<string>();
  const awaited = new Map<RunningCall, PromiseWithResolvers<undefined>>();

  const release = (call: RunningCall): void => {
    // Seldom is anybody waiting, and then only is there something to tell.
    if (awaited.size === 0) return;
    awaited.get(call)?.resolve(undefined);
    awaited.delete(call);
  };
  const endOf = (call: RunningCall): Promise<undefined> => {
    const end = awaited.get(call) ?? Promise.withResolvers<undefined>();
    awaited.set(call, end);
    return end.promise;
  };
  return {
    begin(call) {
      running.set(call.id, call);
    },
    end(call) {
      running.delete(call.id);
      leftOut.delete(call.id);
      release(call);
    },
    leaveOut(id) {
      const call = running.get(id);
      if (call === undefined) return;
      leftOut.add(id);
      release(call);
    },
    ended: async (concerned) => {
      const waits = (call: RunningCall): boolean => !leftOut.has(call.id) && concerned(call);
      await Promise.all([...running.values()].filter(waits).map(endOf));
    },
  };
}
