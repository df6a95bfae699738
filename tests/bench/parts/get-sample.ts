import { startBare } from '../bare/start-bare.ts';
import { openLaboratories, openLaboratory, reader } from '../laboratory.ts';
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
const goal = { atLeast: 0.6 };

/**
 * (a) Reads one sample again and again: gateway → gRPC → execution → SQLite, with leases, limits and tracing on, against Fastify → gRPC →
 * the same bytes from memory.
 */
export async function measureGet({ rounds, seconds, profileFolder }: BenchOptions): Promise<PartResult> {
  await using nats = await realServer('nats');
  await using sink = await startTraceSink();
  const settings = { ...sink.settings, ...('url' in nats && { NATS_URL: nats.url }) };
  await using product = await startProduct({ shape: 'processes', settings, profileFolder });
  const laboratory = await openLaboratory(product);
  const mixed = (await openLaboratories(product, many)).map(reader);
  await using untraced = await startProduct({ shape: 'processes', settings: { ...settings, ...noTracing } });
  const alone = await openLaboratory(untraced);
  await using bare = await startBare(laboratory.sampleText);
  const load = (target: LoadTarget, callers: readonly Caller[], forSeconds = seconds): Promise<CountedLoad> =>
    countedLoad(target, { kind: 'get', callers, connections, seconds: forSeconds, run: '' });
  const one = [reader(laboratory)];

  for (const [target, callers] of [
    [product, one],
    [product, mixed],
    [untraced, [reader(alone)]],
    [bare, one],
  ] as const) {
    await load(target, callers, warmUpSeconds);
  }
  const figures = await compareLoads(
    rounds,
    [
      { name: 'GET, one key', load: () => load(product, one), goal },
      { name: 'GET, 64 keys of 8 organizations', load: () => load(product, mixed), goal },
      { name: 'GET, one key, tracing off', load: () => load(untraced, [reader(alone)]) },
    ],
    { name: 'Fastify → grpc-js echo', load: () => load(bare, one) },
  );
  sink.check();
  return {
    part: 'a',
    title:
      'GET of a sample by key, 64 connections, four processes on the embedded store, leases, limits and tracing on',
    figures,
    skipped: 'url' in nats ? [] : [`NATS: ${nats.skipped}`],
  };
}

const noTracing = { OTEL_TRACES_EXPORTER: 'none' };
