import { productDeclarations } from '@benchline/actions';
import { readSettings, runProcess } from '@benchline/config';
import { createLogger, metricsHostOf, productVersion, startTelemetry } from '@benchline/telemetry';
import { settings } from './config.ts';
import { startStandalone } from './service.ts';
import { welcome } from './welcome.ts';

const service = 'standalone';
const version = productVersion();
/** Less than the 30 s that Kubernetes leaves. */
const graceMs = 25_000;

await runProcess({
  name: service,
  graceMs,
  start: async ({ env }) => {
    const config = readSettings(settings, env);
    const { metricsPort, logLevel } = config;
    const telemetry = await startTelemetry({ service, version, env, metricsHost: metricsHostOf(config), metricsPort });
    // The same stream as the welcome's, so that the welcome is what a newcomer reads last.
    const logger = createLogger({ service, version, level: logLevel, destination: process.stdout });
    const drivers = { declarations: productDeclarations(), logger, meter: telemetry.meter };
    const running = await startStandalone(config, drivers);
    const { gateway, firstOwnerLink } = running;
    process.stdout.write(welcome({ url: gateway.url, ownerEmail: config.ownerEmail, firstOwnerLink }));
    return {
      stop: async () => {
        await running.stop();
        await telemetry.stop();
      },
    };
  },
});
