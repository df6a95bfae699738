import { productDeclarations } from '@benchline/actions';
import { ConfigError, readSettings } from '@benchline/config';
import { createLogger, startTelemetry } from '@benchline/telemetry';
import { expect, test } from '@jest/globals';
import { settings } from '../src/config.ts';
import { startStandalone } from '../src/service.ts';

// @req keys.revocation-bounded
test('does not start where requests end before the time of a lease has passed', async () => {
  const [service, version] = ['test', '0'];
  const metrics = { metricsHost: '127.0.0.1', metricsPort: 'off' } as const;
  await using stack = new AsyncDisposableStack();
  const telemetry = await startTelemetry({ service, version, env: {}, ...metrics });
  stack.defer(() => telemetry.stop());
  const logger = createLogger({ service, version, level: 'fatal' });
  const drivers = { declarations: productDeclarations(), logger, meter: telemetry.meter };
  const config = readSettings(settings, { BENCHLINE_GATEWAY_REQUEST_DEADLINE_MS: '6999' });

  await expect(startStandalone(config, drivers)).rejects.toThrow(ConfigError);
});
