import { hash } from 'node:crypto';
import { productDeclarations } from '@benchline/actions';
import { inProcessBus } from '@benchline/bus';
import { readSettings } from '@benchline/config';
import { serviceTokens } from '@benchline/principal';
import { CommandServiceService } from '@benchline/proto/benchline/command/v1/command.ts';
import { LeaseServiceService } from '@benchline/proto/benchline/identity/v1/lease.ts';
import { memoryStore } from '@benchline/runtime/testing';
import { createSealer } from '@benchline/service';
import { createLogger, startTelemetry } from '@benchline/telemetry';
import type { RobotNats } from '@benchline/testing';
import { describeWithOwnServer, eventually, startRobotNats } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { settings } from '../src/config.ts';
import type { IdentityService } from '../src/service.ts';
import { startIdentity } from '../src/service.ts';
import { requestOf } from './asked.ts';
import { callTo } from './identity-lab.ts';
import { connectAs } from './robots-lab.ts';

const secret = 'a secret of services in a test, long enough';
const tokens = serviceTokens({ service: 'test', secret, clock: Date.now });
const ada = { email: 'ada@lab.example', password: 'nine brown otters swim' };

/** The whole service, as a process starts it. */
async function started(nats: RobotNats, stack: AsyncDisposableStack): Promise<IdentityService> {
  const metrics = { metricsHost: '127.0.0.1', metricsPort: 'off' } as const;
  const telemetry = await startTelemetry({ service: 'test', version: '0', env: {}, ...metrics });
  stack.defer(() => telemetry.stop());
  const config = readSettings(settings, {
    ...{ BENCHLINE_SERVICE_SECRET: secret, BENCHLINE_LEASE_MS: '1000', BENCHLINE_CLOCK_SKEW_MS: '100' },
    ...{ BENCHLINE_OWNER_EMAIL: ada.email, BENCHLINE_OWNER_PASSWORD: ada.password, BENCHLINE_ORGANIZATION: 'Test Org' },
    ...{ BENCHLINE_ROBOTS_CALLOUT_URL: nats.calloutUrl, BENCHLINE_ROBOTS_SYSTEM_URL: nats.systemUrl },
    BENCHLINE_ROBOTS_ISSUER_SEED: nats.issuerSeed,
  });
  const drivers = {
    ...{ store: memoryStore().view(), bus: inProcessBus({ retain: 10 }), declarations: productDeclarations() },
    ...{ logger: createLogger({ service: 'test', version: '0', level: 'fatal' }), meter: telemetry.meter },
    ...{ clock: Date.now, tokens, sealer: createSealer(['a sealing key of a test, long enough']) },
  };
  const identity = await startIdentity(config, drivers);
  stack.defer(() => identity.stop());
  return identity;
}

/** Asks as the first owner. */
async function owner({ served }: IdentityService) {
  const execute = async (principal: string, ...asked: Parameters<typeof requestOf>) => {
    const context = { deadline: Date.now() + 20_000, ...(principal !== '' && { principal }) };
    const { body } = await callTo(served, CommandServiceService.execute)(requestOf(...asked), context);
    return JSON.parse(Buffer.from(body).toString()) as Readonly<Record<string, unknown>>; // every answer's body here
  };
  const token = String((await execute('', 'SignIn', { body: ada }))['token']);
  const shown = { prefix: token.split('.')[0] ?? '', digest: hash('sha256', token, 'base64url') };
  return async (...asked: Parameters<typeof requestOf>) => {
    const context = { deadline: Date.now() + 20_000, principal: tokens.own() };
    const grant = callTo(served, LeaseServiceService.grantLease);
    const { result } = await grant({ gatewayId: 'gateway-1', method: 'session', ...shown }, context);
    if (result?.$case !== 'lease') throw new Error('no lease');
    return execute(result.value.principal, ...asked);
  };
}

describeWithOwnServer('nats', 'identity with a robots’ door', () => {
  // @req robots.connect, robots.disconnected
  test('robots come in as soon as it has started, and are out when their key is revoked', async () => {
    await using stack = new AsyncDisposableStack();
    const nats = stack.use(await startRobotNats());
    const identity = await started(nats, stack);
    const ask = await owner(identity);
    await ask('CreateServiceAccount', { body: { display_name: 'Arm', role: 'technician' } });
    const key = await ask('CreateApiKey', { path: { id: 1 }, body: { name: 'arm' } });

    const robot = await eventually(() => connectAs(nats, String(key['secret'])), { timeoutMs: 20_000 });
    await ask('RevokeApiKey', { path: { id: Number(key['id']) } });

    await robot.closed();
    await expect(connectAs(nats, String(key['secret']))).rejects.toMatchObject({ name: 'AuthorizationError' });
  });
});
