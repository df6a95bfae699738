import { productDeclarations } from '@benchline/actions';
import { ConfigError, readSettings, runProcess, type Host, type Running } from '@benchline/config';
import { serviceTokens } from '@benchline/principal';
import type { Channel } from '@benchline/rpc';
import { grpcChannel } from '@benchline/rpc/grpc';
import { openBus } from '@benchline/service/bus';
import { createLogger, metricsHostOf, productVersion, startTelemetry } from '@benchline/telemetry';
import { settings } from './config.ts';
import { startGateway } from './service.ts';

const service = 'gateway';
const version = productVersion();
/** Less than the 30 s that Kubernetes leaves, more than the time that requests have to end. */
const graceMs = 25_000;

/** The gateway as a process of its own, with gRPC to the services. */
async function start({ env }: Host): Promise<Running> {
  const config = readSettings(settings, env);
  const channels = openChannels({
    execution: config.executionAddresses,
    audit: config.auditAddresses,
    identity: config.identityAddresses,
  });
  const { metricsPort, logLevel } = config;
  const telemetry = await startTelemetry({ service, version, env, metricsHost: metricsHostOf(config), metricsPort });
  const logger = createLogger({ service, version, level: logLevel });
  const bus = await openBus(config, service, logger);
  const tokens = serviceTokens({ service, secret: config.serviceSecret, clock: Date.now });
  const declarations = productDeclarations();
  const gateway = await startGateway(config, { channels, declarations, logger, meter: telemetry.meter, bus, tokens });
  return {
    async stop() {
      await gateway.stop();
      await bus.close();
      await Promise.all(Object.values(channels).map((channel) => channel.close()));
      await telemetry.stop();
    },
  };
}

/** @throws {ConfigError} for each service without an address. */
function openChannels(addresses: Readonly<Record<string, readonly string[] | undefined>>): Record<string, Channel> {
  const missing = Object.keys(addresses).filter((owner) => addresses[owner] === undefined);
  if (missing.length > 0) {
    throw new ConfigError(
      missing.map((owner) => ({ name: `BENCHLINE_${owner.toUpperCase()}_ADDRESS`, problem: 'is required' })),
    );
  }
  return Object.fromEntries(
    Object.entries(addresses).map(([owner, each]) => [owner, grpcChannel({ addresses: each ?? [] })]),
  );
}

await runProcess({ name: service, start, graceMs });
