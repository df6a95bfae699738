import { readFileSync } from 'node:fs';
// eslint-disable-next-line no-restricted-imports -- nothing tells when a process has settled: a measurement says when it looks
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchOptions } from '../options.ts';
import { startProduct, type ProductPlan } from '../product.ts';
import type { Figure, PartResult } from '../report.ts';

const goals = { startMs: { atMost: 3_000 }, memoryMiB: { atMost: 300 } } as const;
/** Until what the start itself needed has had time to go. */
const settleMs = 3_000;

/** (e) How long a start takes, and how much memory a process holds that nobody asks anything. */
export async function measureFootprint({ rounds }: BenchOptions): Promise<PartResult> {
  const one = await footprint('standalone', rounds);
  const apart = await footprint('processes', rounds);
  return {
    part: 'e',
    title: `Start to the first 200 of /readyz on an empty store, and resident memory ${String(settleMs / 1000)} s later`,
    figures: [...one, ...apart],
    skipped: [],
  };
}

async function footprint(shape: ProductPlan['shape'], rounds: number): Promise<readonly Figure[]> {
  const starts: number[] = [];
  const memory = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    await using product = await startProduct({ shape });
    starts.push(product.startMs);
    await delay(settleMs);
    for (const { name, pid } of product.processes) memory.set(name, [...(memory.get(name) ?? []), residentMiB(pid)]);
  }
  const label = shape === 'standalone' ? 'one process' : 'four processes at once';
  return [
    { name: `start, ${label}`, unit: 'ms', rounds: starts, goal: goals.startMs },
    ...[...memory].map(([name, each]) => ({
      name: `idle memory of ${name}`,
      unit: 'MiB',
      rounds: each,
      goal: goals.memoryMiB,
    })),
  ];
}

/** From Linux's /proc; NaN where there is none. */
function residentMiB(pid: number): number {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return Number(kibibytes ?? NaN) / 1024;
  } catch {
    return NaN;
  }
}
