import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePort, temporaryFolder } from '@benchline/testing/servers';
import type { RunningEngines } from './engines.ts';
import { newKey, startProduct, type Part, type Product } from './product.ts';
import { productProcess } from './product-process.ts';

export const shapeNames = ['one-process', 'processes', 'replicas'] as const;
export type ShapeName = (typeof shapeNames)[number];

/** What a test changes of the product's settings. */
export type ExtraSettings = Readonly<Record<string, string>>;

/** Everything in one process on embedded engines. */
export async function startOneProcess(extra: ExtraSettings = {}): Promise<Product> {
  const folder = await temporaryFolder();
  const [port, key] = [await freePort(), newKey()];
  const url = `http://127.0.0.1:${String(port)}`;
  const env = {
    ...everywhere,
    PORT: String(port),
    BENCHLINE_DATA_DIR: join(folder.path, 'data'),
    BENCHLINE_DEVELOPMENT_KEY: key,
    ...extra,
  };
  const all = productProcess({
    name: 'standalone',
    main: 'services/standalone/src/main.ts',
    env,
    ready: (output) => output.includes('Benchline is ready at'),
  });
  return startProduct({ url, key, parts: [all], cleanUp: () => folder[Symbol.asyncDispose]() });
}

export interface ProcessesPlan {
  readonly engines: RunningEngines;
  /** How many execution services stand behind the gateway. */
  readonly replicas: 1 | 2;
  readonly extra?: ExtraSettings;
}

/** Each service a process of its own, over gRPC, NATS and the MongoDB wire. The engines stay their maker's. */
export async function startProcesses({ engines, replicas, extra = {} }: ProcessesPlan): Promise<Product> {
  const key = newKey();
  const engineSettings = {
    MONGODB_URL: engines.mongodbUrl,
    NATS_URL: engines.natsUrl,
    // The servers may be shared: each product has databases of its own.
    BENCHLINE_MONGODB_DATABASE_PREFIX: `e2e_${randomBytes(6).toString('hex')}`,
    ...extra,
  };
  const names = replicas === 1 ? ['execution'] : ['execution-1', 'execution-2'];
  const executions = await Promise.all(names.map((name) => service(name, 'execution', engineSettings)));
  const executionAddress = executions.map(({ address }) => address).join(',');
  const audit = await service('audit', 'audit', { ...engineSettings, BENCHLINE_EXECUTION_ADDRESS: executionAddress });
  const gateway = await gatewayProcess({
    ...extra,
    BENCHLINE_DEVELOPMENT_KEY: key,
    BENCHLINE_EXECUTION_ADDRESS: executionAddress,
    BENCHLINE_AUDIT_ADDRESS: audit.address,
  });
  return startProduct({
    url: gateway.url,
    key,
    parts: [...engines.parts, ...executions.map(({ part }) => part), audit.part, gateway.part],
    cleanUp: () => Promise.resolve(),
  });
}

const everywhere = { METRICS_PORT: 'off', LOG_LEVEL: 'warn' } as const;

async function service(name: string, folder: string, env: ExtraSettings): Promise<{ address: string; part: Part }> {
  const port = String(await freePort());
  const part = productProcess({
    name,
    main: `services/${folder}/src/main.ts`,
    // It says that it answers at level info.
    env: { ...everywhere, LOG_LEVEL: 'info', BENCHLINE_GRPC_PORT: port, ...env },
    ready: (output) => output.includes('answering gRPC'),
  });
  return { address: `127.0.0.1:${port}`, part };
}

async function gatewayProcess(env: ExtraSettings): Promise<{ url: string; part: Part }> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const part = productProcess({
    name: 'gateway',
    main: 'services/gateway/src/main.ts',
    env: { ...everywhere, PORT: port, ...env },
    ready: async () => (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) })).ok,
  });
  return { url, part };
}
