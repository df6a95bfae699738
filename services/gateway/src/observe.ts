import { errorTable, kindOfHttp } from '@benchline/errors';
import { counter, gauge, histogram, type Logger, type Meter, type Trace } from '@benchline/telemetry';

/** A request that was answered. */
export interface Visit {
  readonly method: string;
  /** The route's template: a path would be another series for each record. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  readonly requestId: string;
  readonly trace: Trace;
  readonly source: string;
}

export interface Observer {
  readonly visit: (visit: Visit) => void;
  /** A defect behind a request, told to the log alone. */
  readonly defect: (error: unknown, requestId: string) => void;
  /** What was no request. */
  readonly broken: (reason: string) => void;
  readonly stop: () => void;
}

/** Counts and logs requests; never what stands in them. */
export function observer(logger: Logger, meter: Meter, inFlight: () => number): Observer {
  const duration = histogram(meter, {
    name: 'http_server_request_duration_seconds',
    description: 'Time from the headers of a request to its answer.',
  });
  const broken = counter(meter, { name: 'http_server_broken_requests', description: 'What was no HTTP request.' });
  const active = { name: 'http_server_active_requests', description: 'Requests that are being handled.' };
  const stopGauge = gauge(meter, active, inFlight);
  return {
    visit(visit) {
      const { method, route, status } = visit;
      duration.record(visit.seconds, { method, route, status });
      logVisit(logger, visit);
    },
    defect(error, requestId) {
      logger.error({ error, request_id: requestId }, 'a request met a defect');
    },
    broken(reason) {
      broken.add(1, { reason });
    },
    stop: stopGauge,
  };
}

function logVisit(logger: Logger, visit: Visit): void {
  const level = levelOf(visit.status);
  if (!logger.isLevelEnabled(level)) return;
  const { method, route, status, source } = visit;
  const ids = { request_id: visit.requestId, trace_id: visit.trace.traceId };
  logger[level]({ method, route, status, duration_ms: visit.seconds * 1_000, source, ...ids }, 'request');
}

function levelOf(status: number) {
  const kind = kindOfHttp(status);
  return kind === undefined ? 'debug' : errorTable[kind].log;
}
