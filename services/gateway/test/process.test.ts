import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { serviceTokens } from '@benchline/principal';
import { CommandServiceService } from '@benchline/proto/benchline/command/v1/command.ts';
import { LeaseServiceService, type GrantLeaseRequest } from '@benchline/proto/benchline/identity/v1/lease.ts';
import { serve, serveMethod, type CallContext } from '@benchline/rpc';
import { startGrpcServer } from '@benchline/rpc/grpc';
import { eventually } from '@benchline/testing';
import { expect, test } from '@jest/globals';
import { RecordingIdentity } from './recording-identity.ts';
import { answer } from './recording-service.ts';
import { allScopes, serviceSecret, testKey } from './running-gateway.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;
const bare = { PORT: '0', METRICS_PORT: 'off', BENCHLINE_SERVICE_SECRET: serviceSecret };

/** The gateway as a process, killed at the end if it still runs. */
function gatewayProcess(env: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, [main], { env: { ...bare, ...env }, stdio: 'pipe' });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return {
    child,
    exited,
    output: () => output,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** What grants `testKey` a lease, over gRPC and to those only who know the secret. */
async function identityServer() {
  const identity = new RecordingIdentity();
  identity.know(testKey, { ...allScopes, leaseMs: 60_000 });
  const tokens = serviceTokens({ service: 'identity', secret: serviceSecret, clock: Date.now });
  const server = await startGrpcServer({ host: '127.0.0.1', port: 0 });
  const grantLease = (request: GrantLeaseRequest, { principal }: CallContext) => {
    if (tokens.read(principal) !== 'gateway') throw new Error('another service asked');
    return identity.grant(request);
  };
  server.add([serveMethod(LeaseServiceService.grantLease, grantLease)]);
  return server;
}

test('a gateway without addresses of services doesn’t start, and names all that are missing', async () => {
  await using gateway = gatewayProcess({});

  expect(await gateway.exited).toBe(78);
  expect(gateway.output()).toContain('BENCHLINE_EXECUTION_ADDRESS');
  expect(gateway.output()).toContain('BENCHLINE_AUDIT_ADDRESS');
  expect(gateway.output()).toContain('BENCHLINE_IDENTITY_ADDRESS');
});

// @req service.outage
test('a gateway process asks a service over gRPC, survives its absence, and ends on SIGTERM', async () => {
  const service = await startGrpcServer({ host: '127.0.0.1', port: 0 });
  service.add(
    serve(CommandServiceService, { execute: () => Promise.resolve(answer(200, { id: 17 }, { version: 3 })) }),
  );
  await using identity = await identityServer();
  const address = `127.0.0.1:${service.port}`;
  await using gateway = gatewayProcess({
    BENCHLINE_EXECUTION_ADDRESS: address,
    BENCHLINE_AUDIT_ADDRESS: address,
    BENCHLINE_IDENTITY_ADDRESS: `127.0.0.1:${identity.port}`,
  });
  const url = await eventually(() => /"url":"([^"]+)"/.exec(gateway.output())?.[1], { timeoutMs: 15_000 });
  const get = () => fetch(`${url}/api/v1/integrations/samples/17`, { headers: { 'x-api-key': testKey } });

  const answered = await get();
  await service.close();
  const refused = await get();
  gateway.child.kill('SIGTERM');

  expect([answered.status, answered.headers.get('etag'), await answered.json()]).toEqual([200, '"3"', { id: 17 }]);
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
    503,
    '1',
    { detail: 'unavailable' },
  ]);
  expect(await gateway.exited).toBe(0);
  expect(gateway.output()).not.toContain(testKey);
}, 30_000);
