import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { eventually, freePort, temporaryFolder } from '@benchline/testing/servers';
import { ownerSettings } from '../harness/administration.ts';
import { allUp } from '../harness/product.ts';
import type { LoadTarget } from './load/counted-load.ts';
import { startNode, type NodeProcess } from './node-process.ts';

/** The product, running on a store of its own, with its owner and nothing else. */
export interface Product extends LoadTarget, AsyncDisposable {
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  /** From the start of the first process to the first 200 of /readyz with every dependency up. */
  readonly startMs: number;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ProductPlan {
  /** `standalone`: all in one process. `processes`: one for each service, gRPC between them. */
  readonly shape: 'standalone' | 'processes';
  /** The real engines, where they are wanted, tracing, limits; the defaults otherwise. */
  readonly settings?: Settings;
  /** Where the embedded engines keep their files, to be kept; a new folder otherwise, which goes with the product. */
  readonly dataFolder?: string | undefined;
  readonly profileFolder?: string | undefined;
}

export type Settings = Readonly<Record<string, string>>;

/**
 * A benchmark sends more than one key, organization and address may, and keeps the event loop busier than it should be. The limits are
 * on, with numbers that nothing here comes near: a refusal is no figure.
 */
export const raisedLimits: Settings = {
  RATE_LIMIT_KEY_PER_SECOND: '1000000',
  RATE_LIMIT_ORGANIZATION_PER_SECOND: '1000000',
  RATE_LIMIT_ADDRESS_PER_SECOND: '1000000',
  BENCHLINE_GATEWAY_EVENT_LOOP_DELAY_MAX_MS: '30000',
  // An interval so short that the loop may be blocked for all of it counts as endless.
  BENCHLINE_GATEWAY_PRESSURE_SAMPLE_MS: '5000',
};

const startTimeoutMs = 60_000;

/** Starts the product, and answers when it is ready. */
export async function startProduct(plan: ProductPlan): Promise<Product> {
  const { shape, settings = {}, profileFolder } = plan;
  await using resources = new AsyncDisposableStack();
  const dataFolder = plan.dataFolder ?? resources.use(await temporaryFolder()).path;
  const port = String(await freePort());
  const all = { METRICS_PORT: '0', LOG_LEVEL: 'warn', ...settings };
  const edge = { ...all, ...raisedLimits, PORT: port };
  const records = { ...all, BENCHLINE_DATA_DIR: dataFolder };
  const startedAt = performance.now();
  const start: Start = (name, env) => {
    const script = fileURLToPath(new URL(`../../services/${name}/src/main.ts`, import.meta.url));
    return { name, running: resources.use(startNode({ script, env, profileFolder })) };
  };
  const started =
    shape === 'standalone'
      ? [start('standalone', { ...records, ...edge, ...ownerSettings })]
      : await startApart(start, records, edge);
  const url = `http://127.0.0.1:${port}`;
  await eventually(() => started.some(({ running }) => running.ended()) || allUp(url), {
    timeoutMs: startTimeoutMs,
    what: 'the start of the product',
  });
  const startMs = performance.now() - startedAt;
  const gone = started.find(({ running }) => running.ended());
  if (gone !== undefined) throw new Error(`${gone.name} did not start`);
  const processes = started.map(({ name, running: { pid } }) => ({ name, pid }));
  const owned = resources.move();
  const pids = processes.map(({ pid }) => pid);
  return { url, pids, processes, startMs, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

type Started = { readonly name: string; readonly running: NodeProcess };
type Start = (name: string, env: Settings) => Started;

async function startApart(start: Start, records: Settings, edge: Settings): Promise<readonly Started[]> {
  const secret = (): string => randomBytes(32).toString('hex');
  const shared = { BENCHLINE_SERVICE_SECRET: secret() };
  const [identity, execution, audit] = await Promise.all([grpcAddress(), grpcAddress(), grpcAddress()]);
  const identityAddress = { BENCHLINE_IDENTITY_ADDRESS: identity.address };
  const executionAddress = { BENCHLINE_EXECUTION_ADDRESS: execution.address };
  const auditAddress = { BENCHLINE_AUDIT_ADDRESS: audit.address };
  const keeping = { ...records, ...shared };
  return [
    start('identity', { ...keeping, BENCHLINE_SEALING_KEY: secret(), ...ownerSettings, ...identity.settings }),
    start('execution', { ...keeping, ...identityAddress, ...execution.settings }),
    start('audit', { ...keeping, ...identityAddress, ...executionAddress, ...audit.settings }),
    start('gateway', { ...edge, ...shared, ...identityAddress, ...executionAddress, ...auditAddress }),
  ];
}

async function grpcAddress(): Promise<{ readonly address: string; readonly settings: Settings }> {
  const port = String(await freePort());
  return { address: `127.0.0.1:${port}`, settings: { BENCHLINE_GRPC_PORT: port } };
}
