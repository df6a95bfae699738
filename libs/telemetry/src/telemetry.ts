import { createNoopMeter, type Meter } from '@opentelemetry/api';
import type { Environment } from '@benchline/config';
import { serveMetrics, type Metrics } from './metrics-server.ts';
import { exportsTraces, startTracing } from './tracing.ts';

export interface TelemetryOptions {
  readonly service: string;
  readonly version: string;
  readonly env: Environment;
  readonly metricsHost: string;
  readonly metricsPort: number | 'off';
}

export interface Telemetry {
  /** Counts for nobody when metrics are off. */
  readonly meter: Meter;
  /** Where metrics can be read; `undefined` when they are off. */
  readonly metricsUrl: string | undefined;
  /** Sends what is left. At the very end of a stop, so that the stop itself is seen. */
  stop(): Promise<void>;
}

/** Opens `/metrics`, and registers an exporter of traces if the environment names one. What isn't asked for isn't loaded. */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { service, version, env, metricsHost: host, metricsPort: port } = options;
  const metrics: Metrics | undefined =
    port === 'off' ? undefined : await serveMetrics({ service, version, host, port });
  const stopTracing = exportsTraces(env) ? await startTracing(service, version) : undefined;
  return {
    meter: metrics?.meter ?? createNoopMeter(),
    metricsUrl: metrics?.url,
    async stop() {
      await Promise.allSettled([metrics?.stop(), stopTracing?.()]);
    },
  };
}
