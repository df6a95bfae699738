import { toAppError } from '@benchline/errors';
import { traceFrom, type Trace } from '@benchline/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendError } from './answer.ts';
import type { Authenticate } from './authenticate.ts';
import type { BodyMemory } from './body-memory.ts';
import { malformedRequest } from './broken-request.ts';
import type { Observer } from './observe.ts';
import { overloaded } from './overloaded.ts';

/** What every request to the API goes through and is counted by. */
export interface Edge {
  readonly authenticate: Authenticate;
  readonly memory: BodyMemory;
  readonly inFlight: InFlight;
  readonly observer: Observer;
  readonly requestDeadlineMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Counts requests that are being handled, up to a bound. */
export interface InFlight {
  readonly count: () => number;
  readonly enter: () => boolean;
  readonly leave: () => void;
}

export function inFlight(requestsMax: number): InFlight {
  let count = 0;
  return {
    count: () => count,
    enter() {
      if (count >= requestsMax) return false;
      count += 1;
      return true;
    },
    leave() {
      count -= 1;
    },
  };
}

/** A request under its route's template. */
export interface Visitor {
  readonly route: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Runs `work`, which answers or throws, within the bound; answers what it throws, and observes. Never throws itself. */
export async function receive(
  edge: Edge,
  visitor: Visitor,
  work: (trace: Trace) => Promise<void>,
): Promise<FastifyReply> {
  const { request, reply } = visitor;
  const startedAt = performance.now();
  const trace = traceFrom(singleOf(request.raw.headers['traceparent']));
  const entered = edge.inFlight.enter();
  try {
    if (!entered) throw overloaded();
    if (lacksHost(request)) throw malformedRequest();
    await work(trace);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error !== thrown) edge.observer.defect(thrown, request.id);
    sendError(reply, error);
  } finally {
    if (entered) edge.inFlight.leave();
    edge.observer.visit({
      method: request.method,
      route: visitor.route,
      status: reply.statusCode,
      seconds: (performance.now() - startedAt) / 1_000,
      requestId: request.id,
      trace,
      source: request.ip,
    });
  }
  return reply;
}

/** RFC 9112, 3.2: a request of HTTP/1.1 names its host. The server is told not to look, since its answer would have no body. */
function lacksHost({ raw }: FastifyRequest): boolean {
  return raw.headers.host === undefined && raw.httpVersion === '1.1';
}

function singleOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
