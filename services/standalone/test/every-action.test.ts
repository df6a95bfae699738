import { productDeclarations } from '@benchline/actions';
import { startAudit } from '@benchline/audit';
import { inProcessBus } from '@benchline/bus';
import { executionSettings, startExecution } from '@benchline/execution';
import { settings as identitySettings } from '@benchline/identity/config';
import { startIdentity } from '@benchline/identity';
import { readSettings } from '@benchline/config';
import { toAppError } from '@benchline/errors';
import { testTrust } from '@benchline/principal/testing';
import { CommandServiceService, ExecuteRequest } from '@benchline/proto/benchline/command/v1/command.ts';
import { grpcChannel, startGrpcServer } from '@benchline/rpc/grpc';
import { inProcessServer } from '@benchline/rpc';
import type { Channel } from '@benchline/rpc';
import { memoryStore } from '@benchline/runtime/testing';
import { createSealer } from '@benchline/service';
import { createLogger, startTelemetry } from '@benchline/telemetry';
import { expect, test } from '@jest/globals';

const declarations = productDeclarations();
const config = { followEveryMs: 60_000, sweepEveryMs: 60_000 };
const metrics = { metricsHost: '127.0.0.1', metricsPort: 'off' } as const;

/** All services on stores of their own, behind one gRPC server each. */
async function startServices(stack: AsyncDisposableStack): Promise<ReadonlyMap<string, number>> {
  const telemetry = await startTelemetry({ service: 'test', version: '0', env: {}, ...metrics });
  stack.defer(() => telemetry.stop());
  const logger = createLogger({ service: 'test', version: '0', level: 'fatal' });
  const bus = inProcessBus({ retain: 10 });
  const drivers = { bus, declarations, logger, meter: telemetry.meter, clock: Date.now, ...testTrust() };
  const identity = readSettings(identitySettings, {
    BENCHLINE_SERVICE_SECRET: 'a secret of services in a test, long enough',
  });
  const executionConfig = { ...readSettings(executionSettings, {}), ...config, engineTimeoutMs: 1_000 };
  const nobody = inProcessServer();
  stack.defer(() => nobody.close());
  const sealer = createSealer(['a sealing key of a test, long enough']);
  const services = {
    identity: await startIdentity({ ...identity, ...config }, { ...drivers, sealer, store: memoryStore().view() }),
    execution: startExecution(executionConfig, {
      ...drivers,
      identity: nobody.channel(),
      store: memoryStore().view(),
    }),
    audit: startAudit(config, {
      ...drivers,
      store: memoryStore().view(),
      feeds: {},
      nameActors: () => Promise.resolve(new Map()),
    }),
  };
  const ports = new Map<string, number>();
  for (const [name, service] of Object.entries(services)) {
    const server = await startGrpcServer({ host: '127.0.0.1', port: 0 });
    server.add(service.served);
    stack.defer(() => service.stop());
    stack.defer(() => server.close());
    ports.set(name, server.port);
  }
  return ports;
}

/** What becomes of a call that nobody in particular makes: the answer's detail, or why it was not even looked at. */
async function outcomeOf(channel: Channel, action: string): Promise<unknown> {
  const request = ExecuteRequest.fromPartial({ action, call: { requestId: 'request-1' } });
  try {
    const { body } = await channel.call(CommandServiceService.execute, request, { deadline: Date.now() + 20_000 });
    return (JSON.parse(Buffer.from(body).toString()) as { detail?: unknown }).detail; // a refusal
  } catch (thrown) {
    return toAppError(thrown).reason;
  }
}

// @req declaration.grpc-binding, auth.signed-principal
test('every declared action is offered by its owner over gRPC, to nobody without a principal, and what nobody declares is not', async () => {
  await using stack = new AsyncDisposableStack();
  const ports = await startServices(stack);
  const unknown = { name: 'Nothing', owner: 'execution', audience: [] as readonly string[] };

  const outcomes = await Promise.all(
    [...declarations.actions.values(), unknown].map(async ({ name, owner, audience }) => {
      const channel = grpcChannel({ addresses: [`127.0.0.1:${String(ports.get(owner))}`] });
      stack.defer(() => channel.close());
      return { name, open: audience.includes('anyone'), outcome: await outcomeOf(channel, name) };
    }),
  );

  const closed = outcomes.filter(({ outcome }) => outcome === 'principal_required');
  const open = outcomes.filter((one) => one.open);
  expect(closed.length).toBeGreaterThan(40);
  expect(open.map(({ outcome }) => outcome)).toEqual(open.map(() => expect.arrayContaining([expect.anything()])));
  expect(outcomes.length).toBe(closed.length + open.length + 1);
  expect(outcomes.at(-1)).toMatchObject({ name: 'Nothing', outcome: 'not_found' });
});
