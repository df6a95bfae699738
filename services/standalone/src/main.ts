import { productDeclarations } from '@benchline/actions';
import { readSettings, runProcess } from '@benchline/config';
import { createLogger, startTelemetry } from '@benchline/telemetry';
import { settings } from './config.ts';
import { startStandalone } from './service.ts';
import { welcome } from './welcome.ts';

const service = 'standalone';
const version = '0.1.0';
/** Less than the 30 s that Kubernetes leaves. */
const graceMs = 25_000;

await runProcess({
  name: service,
  graceMs,
  start: async ({ env }) => {
    const config = readSettings(settings, env);
    const { metricsHost, metricsPort, logLevel } = config;
    const telemetry = await startTelemetry({ service, version, env, metricsHost, metricsPort });
    // The same stream as the welcome's, so that the welcome is what a newcomer reads last.
    const logger = createLogger({ service, version, level: logLevel, destination: process.stdout });
    const drivers = { declarations: productDeclarations(), logger, meter: telemetry.meter };
    const running = await startStandalone(config, drivers);
    process.stdout.write(welcome({ url: running.gateway.url, keyIsSet: config.developmentKey !== undefined }));
    return {
      stop: async () => {
        await running.stop();
        await telemetry.stop();
      },
    };
  },
});
