import { productDeclarations } from '@benchline/actions';
import { startAudit } from '@benchline/audit';
import { inProcessBus } from '@benchline/bus';
import { startExecution } from '@benchline/execution';
import { CommandServiceService, ExecuteRequest } from '@benchline/proto/benchline/command/v1/command.ts';
import { grpcChannel, startGrpcServer } from '@benchline/rpc/grpc';
import { memoryStore, testCall } from '@benchline/runtime/testing';
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
  const drivers = { bus, declarations, logger, meter: telemetry.meter, clock: Date.now };
  const services = {
    execution: startExecution(config, { ...drivers, store: memoryStore().view() }),
    audit: startAudit(config, { ...drivers, store: memoryStore().view(), feeds: {} }),
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

// @req declaration.grpc-binding
test('every declared action is answered by its owner over gRPC, and what nobody declares is not', async () => {
  await using stack = new AsyncDisposableStack();
  const ports = await startServices(stack);
  const unknown = { name: 'Nothing', owner: 'execution' };

  const answers = await Promise.all(
    [...declarations.actions.values(), unknown].map(async ({ name, owner }) => {
      const channel = grpcChannel({ addresses: [`127.0.0.1:${String(ports.get(owner))}`] });
      stack.defer(() => channel.close());
      const request = ExecuteRequest.fromPartial({ action: name, call: testCall() });
      const { body } = await channel.call(CommandServiceService.execute, request, { deadline: Date.now() + 20_000 });
      return [name, JSON.parse(Buffer.from(body).toString()) as { detail?: unknown }] as const;
    }),
  );

  const unanswered = answers.filter(([, { detail }]) => detail === 'not_found').map(([name]) => name);
  expect(answers.length).toBeGreaterThan(8);
  expect(unanswered).toEqual(['Nothing']);
});
