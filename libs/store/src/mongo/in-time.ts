import type { Db } from 'mongodb';
import { interceptCollections } from './intercept.ts';

/** Which of a collection's methods send commands, and the place of the options among their arguments. */
const optionsAt: ReadonlyMap<unknown, number> = new Map([
  ['find', 1],
  ['findOne', 1],
  ['insertOne', 1],
  ['insertMany', 1],
  ['bulkWrite', 1],
  ['deleteOne', 1],
  ['deleteMany', 1],
  ['updateOne', 2],
  ['updateMany', 2],
  ['findOneAndUpdate', 2],
]);

/**
 * A database whose commands end in time, come what may. The driver's own timeouts close a connection, and a command hears of that by its
 * socket's events only. So one that is written in the very turn of the event loop in which its socket was closed, or of which the
 * server had not taken in all by then, waits forever, and holds its place in the pool. A signal ends that.
 */
export function inTime(db: Db, timeoutMs: number): Db {
  return interceptCollections(db, (name, method) => {
    const at = optionsAt.get(name);
    if (at === undefined) return method;
    return (...args) => {
      const options = { ...(args[at] as object | undefined), signal: AbortSignal.timeout(timeoutMs) }; // the driver's options
      return method(...args.slice(0, at), options);
    };
  });
}
