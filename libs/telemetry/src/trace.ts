import { randomFillSync } from 'node:crypto';

/** Where in a trace a piece of work stands (W3C Trace Context, https://www.w3.org/TR/trace-context). Passed on as a value. */
export interface Trace {
  /** What to send on: `00-<trace id>-<parent id>-<flags>`. */
  readonly traceparent: string;
  readonly traceId: string;
  /** Nobody before us is part of it. */
  readonly isRoot: boolean;
}

const wellFormed = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Goes on with a valid `traceparent`; starts a trace of its own, not sampled, where there is none or a bad one. */
export function traceFrom(header: string | undefined): Trace {
  if (header !== undefined && wellFormed.test(header)) {
    return { traceparent: header, traceId: header.slice(3, 35), isRoot: false };
  }
  const ids = randomIds();
  const traceId = ids.slice(0, 32);
  return { traceparent: `00-${traceId}-${ids.slice(32)}-00`, traceId, isRoot: true };
}

const idBytes = 24;
// One call to the random source for many traces: the call costs more than the bytes.
const pool = Buffer.alloc(idBytes * 128);
let next = pool.length;

function randomIds(): string {
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const ids = pool.toString('hex', next, next + idBytes);
  next += idBytes;
  // Both ids must not be all zero, which is invalid.
  return /^0{32}|0{16}$/.test(ids) ? randomIds() : ids;
}
