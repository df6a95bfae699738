import { openSqliteStore } from '@benchline/store';
import { openMongoStore } from '@benchline/store/mongo';
import { temporaryFolder } from '@benchline/testing/servers';
import type { BenchOptions } from '../options.ts';
import { realServer } from '../real-server.ts';
import type { Figure, PartResult } from '../report.ts';
import { alternate } from '../rounds.ts';
import { commands, type SampleCommand, type Shape } from '../shapes/command.ts';
import { mongoByHand } from '../shapes/mongo-by-hand.ts';
import { runtimeShape } from '../shapes/runtime.ts';
import { sqliteByHand } from '../shapes/sqlite-by-hand.ts';

const groupSizes = [1, 10, 100, 500] as const;
const storeTimeoutMs = 10_000;

/** (d) The runtime alone, in groups, against the same log and projections written by hand. */
export async function measureRuntime({ rounds, seconds }: BenchOptions): Promise<PartResult> {
  const budgetMs = seconds * 200;
  await using mongo = await realServer('mongodb');
  const sqlite = await sqliteFigures(rounds, budgetMs);
  const onMongo = 'url' in mongo ? await mongoFigures(mongo.url, rounds, budgetMs) : [];
  return {
    part: 'd',
    title: 'The runtime alone, samples with an Idempotency-Key in groups, against the same written by hand',
    figures: [...sqlite, ...onMongo],
    skipped: 'url' in mongo ? [] : [`on the MongoDB wire: ${mongo.skipped}`],
  };
}

async function sqliteFigures(rounds: number, budgetMs: number): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder();
  await using ours = await runtimeShape(await openSqliteStore({ folder: folder.path, shape: 'bench' }));
  await using bare = await sqliteByHand();
  return await figures('SQLite', { ours, bare }, { rounds, budgetMs });
}

async function mongoFigures(url: string, rounds: number, budgetMs: number): Promise<readonly Figure[]> {
  const run = String(Date.now());
  const database = `bench_${run}`;
  await using ours = await runtimeShape(
    await openMongoStore({ url, database, shape: 'bench', timeoutMs: storeTimeoutMs }),
  );
  await using bare = await mongoByHand(url, `${database}_bare`);
  return await figures('MongoDB wire', { ours, bare }, { rounds, budgetMs });
}

async function figures(
  engine: string,
  { ours, bare }: { readonly ours: Shape; readonly bare: Shape },
  { rounds, budgetMs }: { readonly rounds: number; readonly budgetMs: number },
): Promise<readonly Figure[]> {
  const made: Figure[] = [];
  for (const size of groupSizes) {
    await Promise.all([rowsPerSecond(ours, size, budgetMs / 4), rowsPerSecond(bare, size, budgetMs / 4)]);
    const measured = await alternate(
      rounds,
      () => rowsPerSecond(ours, size, budgetMs),
      () => rowsPerSecond(bare, size, budgetMs),
    );
    made.push({
      name: `${engine}, groups of ${String(size)}`,
      unit: 'samples/s',
      rounds: measured.ours,
      bare: { name: 'the same by hand', rounds: measured.bare },
    });
  }
  return made;
}

/** Takes groups through for a time, which only their own work counts towards. */
export async function rowsPerSecond(shape: Shape, size: number, budgetMs: number): Promise<number> {
  let [spentMs, rows] = [0, 0];
  while (spentMs < budgetMs) {
    const group: readonly SampleCommand[] = commands(size);
    shape.prepare?.(group);
    const startedAt = performance.now();
    await shape.group(group);
    spentMs += performance.now() - startedAt;
    rows += size;
  }
  return (rows * 1000) / spentMs;
}
