import { productDeclarations } from '@benchline/actions';
import { readSettings, runProcess, type Host, type Running } from '@benchline/config';
import { serviceTokens } from '@benchline/principal';
import { openBus } from '@benchline/service/bus';
import { openChannels } from '@benchline/service/channels';
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
  const { channels, close } = openChannels(config, ['execution', 'audit', 'identity']);
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
      await close();
      await telemetry.stop();
    },
  };
}

await runProcess({ name: service, start, graceMs });
