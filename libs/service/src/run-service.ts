import { productDeclarations } from '@benchline/actions';
import type { ValuesOf } from '@benchline/config';
import { readSettings, runProcess } from '@benchline/config';
import { serviceTokens } from '@benchline/principal';
import type { CallServer } from '@benchline/rpc';
import { createLogger, metricsHostOf, productVersion, startTelemetry } from '@benchline/telemetry';
import type { Drivers, DomainService } from './domain-service.ts';
import { openStoreInTime } from './engines.ts';
import { openBus } from './open-bus.ts';
import type { serviceSettings } from './settings.ts';

type ServiceSettings = typeof serviceSettings;

export interface ServiceProcess<S extends ServiceSettings> {
  readonly name: string;
  /** The shape of its projections. */
  readonly shape: string;
  /** All that it reads. */
  readonly settings: S;
  /** What one setting asks of another, before any engine is waited for. @throws {ConfigError} */
  readonly check?: (config: ValuesOf<S>) => void;
  readonly start: (config: ValuesOf<S>, drivers: ProcessDrivers) => Stoppable | Promise<Stoppable>;
}

/** What a process has for its service; whom to believe is the service's own question. */
export type ProcessDrivers = Omit<Drivers, 'verify'>;

export type Stoppable = Pick<DomainService, 'served' | 'stop'>;

/** Less than the 30 s that Kubernetes leaves. */
const graceMs = 25_000;

/** Runs a service as a process of its own: engines, gRPC with health, telemetry, and an orderly end at SIGTERM. */
export async function runService<S extends ServiceSettings>(service: ServiceProcess<S>): Promise<void> {
  const { name, shape } = service;
  const version = productVersion();
  await runProcess({
    name,
    graceMs,
    start: async ({ env }) => {
      const own = readSettings(service.settings, env);
      service.check?.(own);
      const config: ValuesOf<ServiceSettings> = own;
      const { metricsPort, logLevel } = config;
      const metricsHost = metricsHostOf(config);
      const telemetry = await startTelemetry({ service: name, version, env, metricsHost, metricsPort });
      const logger = createLogger({ service: name, version, level: logLevel });
      const store = await openStoreInTime(config, { service: name, shape }, logger);
      const bus = await openBus(config, name, logger);
      const declarations = productDeclarations();
      const { meter } = telemetry;
      const clock = Date.now;
      const tokens = serviceTokens({ service: name, secret: config.serviceSecret, clock });
      const running = await service.start(own, { store, bus, declarations, logger, meter, tokens, clock });
      // Loaded only here: the whole in one process has no use for it.
      const { startGrpcServer } = await import('@benchline/rpc/grpc');
      const server = await startGrpcServer({
        host: config.grpcHost,
        port: config.grpcPort,
        onDefect: (error, path) => {
          logger.error({ error, path }, 'defect');
        },
      });
      server.add(running.served);
      server.setServing(true);
      logger.info({ port: server.port }, 'answering gRPC');
      return {
        stop: async () => {
          await drain(server);
          await running.stop();
          await bus.close();
          await store.close();
          await telemetry.stop();
        },
      };
    },
  });
}

async function drain(server: CallServer): Promise<void> {
  server.setServing(false);
  await server.drain();
}
