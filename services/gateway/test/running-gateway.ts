import { readSettings, type Environment } from '@benchline/config';
import { createLogger, startTelemetry } from '@benchline/telemetry';
import { settings } from '../src/config.ts';
import { startGateway, type Gateway } from '../src/service.ts';
import { testDeclarations } from './declarations.ts';
import { RecordingService } from './recording-service.ts';

export const testKey = `biokey_${'k'.repeat(16)}.${'s'.repeat(32)}`;
const [service, version] = ['gateway', '0'];
export const authorization = { authorization: `Bearer ${testKey}` };

export interface RunningGateway extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly execution: RecordingService;
  readonly audit: RecordingService;
  readonly metricsUrl: string | undefined;
  /** Lines of the log so far. */
  readonly log: readonly string[];
  /** A request with the key, unless other headers are given. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
}

/** A gateway on a free port in front of two recording services. */
export async function runningGateway(env: Environment = {}, metricsPort: 0 | 'off' = 'off'): Promise<RunningGateway> {
  const config = readSettings(settings, { PORT: '0', BENCHLINE_DEVELOPMENT_KEY: testKey, ...env });
  const log: string[] = [];
  const destination = { write: (line: string) => void log.push(line) };
  const logger = createLogger({ service, version, level: 'debug', destination });
  const [execution, audit] = [new RecordingService(), new RecordingService()];
  const telemetry = await startTelemetry({ service, version, env: {}, metricsHost: '127.0.0.1', metricsPort });
  const gateway = await startGateway(config, {
    channels: { execution, audit },
    declarations: testDeclarations,
    logger,
    meter: telemetry.meter,
  });
  return {
    gateway,
    execution,
    audit,
    log,
    fetch: (path, init = {}) => fetch(`${gateway.url}${path}`, { headers: authorization, ...init }),
    metricsUrl: telemetry.metricsUrl,
    [Symbol.asyncDispose]: async () => {
      await gateway.stop();
      await telemetry.stop();
    },
  };
}
