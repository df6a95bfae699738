import { startBare } from '../bare/start-bare.ts';
import { compareLoads, countedLoad } from '../load/counted-load.ts';
import type { BenchOptions } from '../options.ts';
import { makeExperiment, send, startProduct } from '../product.ts';
import type { PartResult } from '../report.ts';
import { sampleBody } from '../sample-body.ts';

const connections = 64;
const warmUpSeconds = 5;
const goal = { atLeast: 0.6 };

/** (a) Reads one sample again and again: gateway → gRPC → execution → SQLite against Fastify → gRPC → the same bytes from memory. */
export async function measureGet({ rounds, seconds, profileFolder }: BenchOptions): Promise<PartResult> {
  await using product = await startProduct({ shape: 'processes', profileFolder });
  const sample = await send(product, '/api/v1/samples', sampleBody('S-1', await makeExperiment(product)));
  const path = `/api/v1/samples/${String(sample['id'])}`;
  await using bare = await startBare(JSON.stringify(sample));
  const load = { kind: 'get', path, connections, seconds, key: product.key, experimentId: 0, run: '' } as const;

  await countedLoad(product, { ...load, seconds: warmUpSeconds });
  await countedLoad(bare, { ...load, seconds: warmUpSeconds });
  const figures = await compareLoads(
    rounds,
    () => countedLoad(product, load),
    () => countedLoad(bare, load),
    { name: 'GET /api/v1/samples/{id}', bareName: 'Fastify → grpc-js echo', goal },
  );
  return {
    part: 'a',
    title: 'GET of a sample through the gateway, 64 connections, three processes on the embedded store',
    figures,
    skipped: [],
  };
}
