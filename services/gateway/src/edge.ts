import { toAppError } from '@benchline/errors';
import { traceFrom, type Trace } from '@benchline/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from './access/access.ts';
import { sendError } from './answer.ts';
import type { BodyMemory } from './body-memory.ts';
import { malformedRequest } from './broken-request.ts';
import type { Observer } from './observe.ts';
import { overloaded } from './overloaded.ts';
import { whenClosed } from './when-closed.ts';

/** What every request to the API goes through and is counted by. */
export interface Edge {
  readonly access: Access;
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
  /** A place that is not taken yet. */
  readonly place: () => Place;
}

/** Where one request is handled. */
export interface Place {
  /** @throws {AppError} `unavailable` where all are taken. */
  readonly take: () => void;
  readonly leave: () => void;
}

export function inFlight(requestsMax: number): InFlight {
  let count = 0;
  return {
    count: () => count,
    place() {
      let taken = false;
      return {
        take() {
          if (count >= requestsMax) throw overloaded();
          count += 1;
          taken = true;
        },
        leave() {
          if (taken) count -= 1;
          taken = false;
        },
      };
    },
  };
}

/** A request under its route's template. */
export interface Visitor {
  readonly route: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What the work on a request has of its reception. */
export interface Received {
  readonly trace: Trace;
  /** Taken; the work may leave it for a time. */
  readonly place: Place;
}

/**
 * Runs `work`, which answers or throws, within the bound; answers what it throws, and observes. Never throws itself.
 * An answer keeps its place until it has gone out: else those who never read could have as many of them kept as they like.
 */
export async function receive(
  edge: Edge,
  visitor: Visitor,
  work: (received: Received) => Promise<void>,
): Promise<FastifyReply> {
  const { request, reply } = visitor;
  const startedAt = performance.now();
  const trace = traceFrom(singleOf(request.raw.headers['traceparent']));
  const place = edge.inFlight.place();
  try {
    place.take();
    if (lacksHost(request)) throw malformedRequest();
    await work({ trace, place });
    whenClosed(reply.raw, place.leave);
  } catch (thrown) {
    // A refusal is small: whoever lets many of them lie is no reason to keep others out.
    place.leave();
    const error = toAppError(thrown);
    if (error !== thrown) edge.observer.defect(thrown, request.id);
    sendError(reply, error);
  } finally {
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
