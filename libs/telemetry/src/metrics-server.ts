import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Meter } from '@opentelemetry/api';
import type { PrometheusExporter } from '@opentelemetry/exporter-prometheus';

export interface MetricsOptions {
  readonly service: string;
  readonly version: string;
  readonly host: string;
  /** 0 picks one. */
  readonly port: number;
}

export interface Metrics {
  readonly meter: Meter;
  /** `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves what the meter counts in the Prometheus text format. */
export async function serveMetrics(options: MetricsOptions): Promise<Metrics> {
  // Loaded here, so that a process with METRICS_PORT=off does without.
  const [{ PrometheusExporter }, { MeterProvider }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/exporter-prometheus'),
    import('@opentelemetry/sdk-metrics'),
    import('@opentelemetry/resources'),
  ]);
  // Its own server takes port 0 for "not set", so it gets one of ours.
  const exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  const resource = resourceFromAttributes({ 'service.name': options.service, 'service.version': options.version });
  const provider = new MeterProvider({ readers: [exporter], resource });
  const server = await listen(exporter, options);
  return {
    meter: provider.getMeter('benchline'),
    url: urlOf(server),
    async stop() {
      server.closeAllConnections();
      server.close();
      await provider.shutdown();
    },
  };
}

async function listen(exporter: PrometheusExporter, { host, port }: MetricsOptions): Promise<Server> {
  const server = createServer({ requestTimeout: 10_000, keepAliveTimeout: 5_000 }, (request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && request.url?.split('?')[0] === '/metrics') exporter.getMetricsRequestHandler(request, response);
    else response.writeHead(404).end();
  });
  server.maxConnections = 64;
  // A process that is otherwise done isn't kept alive to be watched.
  server.unref().listen({ host, port });
  await once(server, 'listening');
  return server;
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo; // a listening TCP server has one
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`;
}
