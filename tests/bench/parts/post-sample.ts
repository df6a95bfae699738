import { startBare } from '../bare/start-bare.ts';
import { auditLag, openLaboratories, openLaboratory, writer } from '../laboratory.ts';
import { compareLoads, countedLoad, type CountedLoad, type LoadTarget } from '../load/counted-load.ts';
import type { Caller } from '../load/plan.ts';
import type { BenchOptions } from '../options.ts';
import { startProduct } from '../product.ts';
import { realServer } from '../real-server.ts';
import type { PartResult } from '../report.ts';
import { startTraceSink } from '../trace-sink.ts';

const connections = 64;
const many = { organizations: 8, keysOfEach: 8 };
/** The product has more code to compile than the bare line; both get the time. */
const warmUpSeconds = 15;
const goal = { atLeast: 0.5 };

/**
 * (b) Creates samples with an Idempotency-Key, durable and audited, with leases, limits and tracing on, against one durable insert for
 * each request.
 */
export async function measurePost({ rounds, seconds, profileFolder }: BenchOptions): Promise<PartResult> {
  await using nats = await realServer('nats');
  await using sink = await startTraceSink();
  const settings = { ...sink.settings, ...('url' in nats && { NATS_URL: nats.url }) };
  await using product = await startProduct({ shape: 'processes', settings, profileFolder });
  await using bare = await startBare('');
  const laboratory = await openLaboratory(product);
  const laboratories = await openLaboratories(product, many);
  const one = [writer(laboratory)];
  let runs = 0;
  const load = (target: LoadTarget, callers: readonly Caller[], forSeconds = seconds): Promise<CountedLoad> => {
    runs += 1;
    return countedLoad(target, { kind: 'post', callers, connections, seconds: forSeconds, run: String(runs) });
  };
  const lags: number[] = [];
  const ours = async (): Promise<CountedLoad> => {
    const result = await load(product, one);
    lags.push(await auditLag(laboratory.client));
    return result;
  };
  const mixed = async (forSeconds?: number): Promise<CountedLoad> => {
    const result = await load(
      product,
      laboratories.map((each) => writer(each)),
      forSeconds,
    );
    // The audit's work of one line is not the next one's to pay.
    for (const { client } of laboratories.slice(0, many.organizations)) await auditLag(client);
    return result;
  };

  await load(product, one, warmUpSeconds);
  await auditLag(laboratory.client);
  await mixed(warmUpSeconds);
  await load(bare, one, warmUpSeconds);
  const figures = await compareLoads(
    rounds,
    [
      { name: 'POST, one key', load: ours, goal },
      { name: 'POST, 64 keys of 8 organizations', load: () => mixed(), goal },
    ],
    { name: 'Fastify → grpc-js → one durable insert', load: () => load(bare, one) },
  );
  sink.check();
  const over = 'url' in nats ? 'over NATS' : 'with no bus between processes';
  return {
    part: 'b',
    title: `POST of a sample with Idempotency-Key, 64 connections, four processes, embedded store, audit following ${over}, leases, limits and tracing on`,
    figures: [...figures, { name: 'audit complete after the last answer', unit: 'ms', rounds: lags }],
    skipped: 'url' in nats ? [] : [`NATS: ${nats.skipped}; the audit looks every second instead of hearing a bell`],
  };
}
