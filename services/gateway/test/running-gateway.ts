import { inProcessBus, type Bus } from '@benchline/bus';
import { readSettings, type Environment } from '@benchline/config';
import { testTrust } from '@benchline/principal/testing';
import type { Lease } from '@benchline/proto/benchline/identity/v1/lease.ts';
import { createLogger, startTelemetry } from '@benchline/telemetry';
import { settings } from '../src/config.ts';
import { startGateway, type Gateway, type GatewayDrivers } from '../src/service.ts';
import { testDeclarations } from './declarations.ts';
import { RecordingIdentity } from './recording-identity.ts';
import { RecordingService } from './recording-service.ts';

export const testKey = `biokey_${'k'.repeat(16)}.${'s'.repeat(32)}`;
export const testSession = `bls_${'k'.repeat(16)}.${'s'.repeat(43)}`;
export const serviceSecret = 'the secret of services in a test, long enough';
const [service, version] = ['gateway', '0'];
export const authorization = { authorization: `Bearer ${testKey}` };

export interface RunningGateway extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly execution: RecordingService;
  readonly audit: RecordingService;
  /** Knows `testKey` and `testSession`, both with every scope. */
  readonly identity: RecordingIdentity;
  readonly bus: Bus;
  /** The gateway's monotonic clock, which stands still until it is told. */
  readonly clock: { now: number };
  readonly metricsUrl: string | undefined;
  /** Lines of the log so far. */
  readonly log: readonly string[];
  /** A request with the key, unless other headers are given. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
}

/** A gateway on a free port in front of recording services. No rate and no pressure is limited unless settings say so. */
export async function runningGateway(
  env: Environment = {},
  metricsPort: 0 | 'off' = 'off',
  timing: Pick<GatewayDrivers, 'answerStallMs'> = {},
): Promise<RunningGateway> {
  const config = readSettings(settings, { ...quiet, ...env });
  const log: string[] = [];
  const destination = { write: (line: string) => void log.push(line) };
  const logger = createLogger({ service, version, level: 'debug', destination });
  const [execution, audit, identity] = [new RecordingService(), new RecordingService(), knowingIdentity()];
  const telemetry = await startTelemetry({ service, version, env: {}, metricsHost: '127.0.0.1', metricsPort });
  const bus = inProcessBus({ retain: 0 });
  const clock = { now: 1_000_000 };
  const gateway = await startGateway(config, {
    channels: { execution, audit, identity },
    declarations: testDeclarations,
    logger,
    meter: telemetry.meter,
    bus,
    tokens: testTrust().tokens,
    monotonic: () => clock.now,
    ...timing,
  });
  return {
    ...{ gateway, execution, audit, identity, bus, clock, log },
    fetch: (path, init = {}) => fetch(`${gateway.url}${path}`, { headers: authorization, ...init }),
    metricsUrl: telemetry.metricsUrl,
    [Symbol.asyncDispose]: async () => {
      await gateway.stop();
      await bus.close();
      await telemetry.stop();
    },
  };
}

const quiet = {
  PORT: '0',
  BENCHLINE_SERVICE_SECRET: serviceSecret,
  RATE_LIMIT_KEY_PER_SECOND: '0',
  RATE_LIMIT_ORGANIZATION_PER_SECOND: '0',
  RATE_LIMIT_ADDRESS_PER_SECOND: '0',
  // However busy the machine is that runs the tests.
  BENCHLINE_GATEWAY_EVENT_LOOP_DELAY_MAX_MS: '0',
};

function knowingIdentity(): RecordingIdentity {
  const identity = new RecordingIdentity();
  identity.know(testKey, allScopes);
  identity.know(testSession, { ...personsLease, ...allScopes });
  return identity;
}

const { scopes } = testDeclarations;
export const allScopes = { permissions: [...scopes], scopes: [...scopes] };

/** What a session's lease has that a key's has not. */
export const personsLease: Partial<Lease> = {
  actor: { kind: 'person', id: 5, name: 'Ada' },
  credentialMethod: 'session',
  credentialId: `bls_${'k'.repeat(16)}`,
  subjects: ['session/s', 'member/1/5', 'role/1/scientist', 'person/5'],
};
