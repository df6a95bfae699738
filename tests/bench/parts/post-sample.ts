import { eventually } from '@benchline/testing/servers';
import { startBare } from '../bare/start-bare.ts';
import { compareLoads, countedLoad, type CountedLoad, type LoadTarget } from '../load/counted-load.ts';
import type { BenchOptions } from '../options.ts';
import { makeExperiment, send, startProduct, type Product } from '../product.ts';
import type { PartResult } from '../report.ts';
import { realServer } from '../real-server.ts';

const connections = 64;
const warmUpSeconds = 5;
const goal = { atLeast: 0.5 };
const caughtUpTimeoutMs = 120_000;

/** (b) Creates samples with an Idempotency-Key, durable and audited, against one durable insert for each request. */
export async function measurePost({ rounds, seconds, profileFolder }: BenchOptions): Promise<PartResult> {
  await using nats = await realServer('nats');
  const engines = 'url' in nats ? { NATS_URL: nats.url } : {};
  await using product = await startProduct({ shape: 'processes', engines, profileFolder });
  await using bare = await startBare('');
  const experimentId = await makeExperiment(product);
  const load = { kind: 'post', path: '/api/v1/samples', connections, seconds, key: product.key, experimentId } as const;
  let runs = 0;
  const once = (target: LoadTarget, of: { readonly seconds: number } = load): Promise<CountedLoad> => {
    runs += 1;
    return countedLoad(target, { ...load, ...of, run: String(runs) });
  };
  const lags: number[] = [];
  const ours = async (): Promise<CountedLoad> => {
    const result = await once(product);
    lags.push(await auditLag(product));
    return result;
  };

  await once(product, { seconds: warmUpSeconds });
  await auditLag(product);
  await once(bare, { seconds: warmUpSeconds });
  const figures = await compareLoads(rounds, ours, () => once(bare), {
    name: 'POST /api/v1/samples',
    bareName: 'Fastify → grpc-js → one durable insert',
    goal,
  });
  const over = 'url' in nats ? 'over NATS' : 'with no bus between processes';
  return {
    part: 'b',
    title: `POST of a sample with Idempotency-Key, 64 connections, three processes, embedded store, audit following ${over}`,
    figures: [...figures, { name: 'audit complete after the last answer', unit: 'ms', rounds: lags }],
    skipped: 'url' in nats ? [] : [`NATS: ${nats.skipped}; the audit looks every second instead of hearing a bell`],
  };
}

/** Waits until the newest sample is in the audit's list, and answers how long that took. */
async function auditLag(product: Product): Promise<number> {
  const startedAt = performance.now();
  const page = await send(product, '/api/v1/samples?limit=1');
  const [newest] = page['items'] as readonly { readonly id: number }[]; // the contract's page
  await eventually(
    async () => {
      const found = await send(product, `/api/v1/audit?entity=sample/${String(newest?.id)}&limit=1`);
      return (found['items'] as readonly unknown[]).length === 1; // the contract's page
    },
    { timeoutMs: caughtUpTimeoutMs, what: 'the audit of the newest sample' },
  );
  return performance.now() - startedAt;
}
