import { openLaboratory, writer } from '../laboratory.ts';
import { rowsPerBulk } from '../load/plan.ts';
import { runLoad } from '../load/run-load.ts';
import type { BenchOptions } from '../options.ts';
import { startProduct, type Product } from '../product.ts';
import { realServer } from '../real-server.ts';
import type { Figure, PartResult } from '../report.ts';
import { alternate } from '../rounds.ts';
import { mongoByHand } from '../shapes/mongo-by-hand.ts';
import { sqliteByHand } from '../shapes/sqlite-by-hand.ts';
import { rowsPerSecond } from './runtime.ts';

const connections = 4;
/** Rounds take as long as these take. */
const callsPerSecondOfRound = 8;
const goal = { atLeast: 20_000 };
const goalOnMongo = { atLeast: 0.5 };

/** (c) Bulk creates of 1,000 rows over HTTP, on the embedded store and on the MongoDB wire. */
export async function measureBulk(options: BenchOptions): Promise<PartResult> {
  await using mongo = await realServer('mongodb');
  const figures = [await embedded('standalone', options), await embedded('processes', options)];
  if ('url' in mongo) figures.push(await onMongo(mongo.url, options));
  return {
    part: 'c',
    title: `Bulk of 1,000 samples over HTTP with Idempotency-Key, ${String(connections)} connections`,
    figures,
    skipped: 'url' in mongo ? [] : [`on the MongoDB wire: ${mongo.skipped}`],
  };
}

async function embedded(shape: 'standalone' | 'processes', options: BenchOptions): Promise<Figure> {
  const { rounds, seconds, profileFolder } = options;
  await using product = await startProduct({ shape, profileFolder });
  await using bare = await sqliteByHand();
  const measured = await alternate(rounds, await bulkLoad(product, seconds), () =>
    rowsPerSecond(bare, rowsPerBulk, (seconds * 1000) / 2),
  );
  return {
    name: shape === 'standalone' ? 'SQLite, one process' : 'SQLite, four processes',
    unit: 'rows/s',
    rounds: measured.ours,
    bare: { name: 'SQLite by hand in groups of 1,000, without HTTP or audit', rounds: measured.bare },
    ownGoal: goal,
  };
}

async function onMongo(url: string, { rounds, seconds, profileFolder }: BenchOptions): Promise<Figure> {
  const prefix = `bench_${String(Date.now())}`;
  const settings = { MONGODB_URL: url, BENCHLINE_MONGODB_DATABASE_PREFIX: prefix };
  await using product = await startProduct({ shape: 'processes', settings, profileFolder });
  await using bare = await mongoByHand(url, `${prefix}_bare`);
  const measured = await alternate(rounds, await bulkLoad(product, seconds), () =>
    rowsPerSecond(bare, rowsPerBulk, seconds * 1000),
  );
  return {
    name: 'MongoDB wire, four processes',
    unit: 'rows/s',
    rounds: measured.ours,
    bare: { name: 'the driver by hand in groups of 1,000, without HTTP', rounds: measured.bare },
    goal: goalOnMongo,
  };
}

/** A load that was warmed up, to be repeated. */
async function bulkLoad(product: Product, seconds: number): Promise<() => Promise<number>> {
  const callers = [writer(await openLaboratory(product), '/api/v1/samples/bulk')];
  const shape = { kind: 'bulk', callers, connections } as const;
  let runs = 0;
  const once = async (calls: number): Promise<number> => {
    runs += 1;
    const plan = { ...shape, url: product.url, seconds, amount: calls, run: String(runs) };
    return (await runLoad(plan)).perSecond * rowsPerBulk;
  };
  await once(2 * connections);
  return () => once(callsPerSecondOfRound * seconds);
}
