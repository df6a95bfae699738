import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePort, temporaryFolder } from '@benchline/testing/servers';
import type { RunningEngines } from './engines.ts';
import { ownerSettings } from './administration.ts';
import { startProduct, type Part, type Product } from './product.ts';
import { productProcess } from './product-process.ts';

export const shapeNames = ['one-process', 'processes', 'replicas'] as const;
export type ShapeName = (typeof shapeNames)[number];

/** What a test changes of the product's settings. */
export type ExtraSettings = Readonly<Record<string, string>>;

/** Everything in one process on embedded engines. */
export async function startOneProcess(extra: ExtraSettings = {}): Promise<Product> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const env = {
    ...everywhere,
    PORT: String(port),
    BENCHLINE_DATA_DIR: join(folder.path, 'data'),
    ...ownerSettings,
    ...extra,
  };
  const all = productProcess({
    name: 'standalone',
    main: 'services/standalone/src/main.ts',
    env,
    ready: (output) => output.includes('Benchline is ready at'),
  });
  return startProduct({ urls: [url], parts: [all], cleanUp: () => folder[Symbol.asyncDispose]() });
}

export interface ProcessesPlan {
  readonly engines: RunningEngines;
  /** How many of each service that decides stand behind the gateways. */
  readonly replicas: 1 | 2;
  /** One unless told. */
  readonly gateways?: number;
  /** Of identity alone. */
  readonly identitySettings?: ExtraSettings;
  /** Of gateways alone: what each of several has otherwise. */
  readonly gatewaySettings?: (index: number) => ExtraSettings;
  readonly extra?: ExtraSettings;
}

/** Each service a process of its own, over gRPC, NATS and the MongoDB wire. The engines stay their maker's. */
export async function startProcesses(plan: ProcessesPlan): Promise<Product> {
  const { engines, replicas, gateways = 1, gatewaySettings = () => ({}), identitySettings = {}, extra = {} } = plan;
  const shared = {
    NATS_URL: engines.natsUrl,
    BENCHLINE_SERVICE_SECRET: randomBytes(32).toString('hex'),
    ...extra,
  };
  // The servers may be shared: each product has databases of its own.
  const prefix = `e2e_${randomBytes(6).toString('hex')}`;
  const keeping = { ...shared, MONGODB_URL: engines.mongodbUrl, BENCHLINE_MONGODB_DATABASE_PREFIX: prefix };
  const sealing = { BENCHLINE_SEALING_KEY: randomBytes(32).toString('hex') };
  const identity = await service('identity', replicas, {
    ...keeping,
    ...sealing,
    ...ownerSettings,
    ...identitySettings,
  });
  const trusting = { ...keeping, BENCHLINE_IDENTITY_ADDRESS: identity.address };
  const execution = await service('execution', replicas, trusting);
  const audit = await service('audit', 1, { ...trusting, BENCHLINE_EXECUTION_ADDRESS: execution.address });
  const edge = {
    ...shared,
    BENCHLINE_IDENTITY_ADDRESS: identity.address,
    BENCHLINE_EXECUTION_ADDRESS: execution.address,
    BENCHLINE_AUDIT_ADDRESS: audit.address,
  };
  const first = await gatewayProcess(gateways === 1 ? 'gateway' : 'gateway-1', { ...edge, ...gatewaySettings(0) });
  const others = await Promise.all(
    Array.from({ length: gateways - 1 }, (_, index) =>
      gatewayProcess(`gateway-${String(index + 2)}`, { ...edge, ...gatewaySettings(index + 1) }),
    ),
  );
  return startProduct({
    urls: [first.url, ...others.map(({ url }) => url)],
    parts: [
      ...engines.parts,
      ...identity.parts,
      ...execution.parts,
      ...audit.parts,
      first.part,
      ...others.map(({ part }) => part),
    ],
    cleanUp: () => Promise.resolve(),
  });
}

const everywhere = { METRICS_PORT: 'off', LOG_LEVEL: 'warn', RATE_LIMIT_ADDRESS_PER_SECOND: '1000' } as const;

interface ServiceParts {
  /** Of all replicas, as the settings take it. */
  readonly address: string;
  readonly parts: readonly Part[];
}

async function service(folder: string, replicas: number, env: ExtraSettings): Promise<ServiceParts> {
  const names = replicas === 1 ? [folder] : Array.from({ length: replicas }, (_, at) => `${folder}-${String(at + 1)}`);
  const started = await Promise.all(names.map((name) => replica(name, folder, env)));
  return { address: started.map(({ address }) => address).join(','), parts: started.map(({ part }) => part) };
}

async function replica(name: string, folder: string, env: ExtraSettings): Promise<{ address: string; part: Part }> {
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

async function gatewayProcess(name: string, env: ExtraSettings): Promise<{ url: string; part: Part }> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const part = productProcess({
    name,
    main: 'services/gateway/src/main.ts',
    env: { ...everywhere, PORT: port, ...env },
    ready: async () => (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) })).ok,
  });
  return { url, part };
}
