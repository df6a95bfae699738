import { fileURLToPath } from 'node:url';
import { eventually, freePort, temporaryFolder } from '@benchline/testing/servers';
import { allUp, newKey } from '../harness/product.ts';
import type { LoadTarget } from './load/counted-load.ts';
import { startNode, type NodeProcess } from './node-process.ts';

export interface Product extends LoadTarget, AsyncDisposable {
  readonly key: string;
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  /** From the start of the first process to the first 200 of /readyz with every dependency up. */
  readonly startMs: number;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ProductPlan {
  /** `standalone`: all in one process. `processes`: gateway, execution and audit, gRPC between them. */
  readonly shape: 'standalone' | 'processes';
  /** The real engines, where they are wanted; embedded ones otherwise. */
  readonly engines?: Readonly<Record<string, string>>;
  readonly profileFolder?: string | undefined;
}

const startTimeoutMs = 30_000;

/** Starts the product on an empty store, and answers when it is ready. */
export async function startProduct({ shape, engines = {}, profileFolder }: ProductPlan): Promise<Product> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await temporaryFolder());
  const key = newKey();
  const port = String(await freePort());
  const all = { METRICS_PORT: '0', LOG_LEVEL: 'warn' };
  const edge = { ...all, PORT: port, BENCHLINE_DEVELOPMENT_KEY: key };
  const records = { ...all, BENCHLINE_DATA_DIR: folder.path, ...engines };
  const startedAt = performance.now();
  const start: Start = (name, env) => {
    const script = fileURLToPath(new URL(`../../services/${name}/src/main.ts`, import.meta.url));
    return { name, running: resources.use(startNode({ script, env, profileFolder })) };
  };
  const started =
    shape === 'standalone' ? [start('standalone', { ...records, ...edge })] : await startApart(start, records, edge);
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
  return { url, pids, key, processes, startMs, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

type Settings = Readonly<Record<string, string>>;
type Started = { readonly name: string; readonly running: NodeProcess };
type Start = (name: string, env: Settings) => Started;

async function startApart(start: Start, records: Settings, edge: Settings): Promise<readonly Started[]> {
  const [execution, audit] = [String(await freePort()), String(await freePort())];
  const executionAddress = { BENCHLINE_EXECUTION_ADDRESS: `127.0.0.1:${execution}` };
  const auditAddress = { BENCHLINE_AUDIT_ADDRESS: `127.0.0.1:${audit}` };
  return [
    start('execution', { ...records, BENCHLINE_GRPC_PORT: execution }),
    start('audit', { ...records, ...executionAddress, BENCHLINE_GRPC_PORT: audit }),
    start('gateway', { ...edge, ...executionAddress, ...auditAddress }),
  ];
}

/** Sends one request as a person with curl would, and answers the body of its 2xx. */
export async function send(product: Product, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(`${product.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${product.key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${String(answer.status)} ${text.slice(0, 500)}`);
  return JSON.parse(text) as Readonly<Record<string, unknown>>; // every answer of the product is an object
}

/** Makes the experiment that the samples of a measurement belong to, and answers its id. */
export async function makeExperiment(product: Product): Promise<number> {
  const experiment = await send(product, '/api/v1/experiments', { external_id: 'bench', name: 'Benchmark' });
  return Number(experiment['id']);
}
