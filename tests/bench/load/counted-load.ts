import { processorSeconds } from '../processor-time.ts';
import type { Figure } from '../report.ts';
import type { LoadPlan, LoadResult } from './plan.ts';
import { runLoad } from './run-load.ts';

/** Something that answers, and the processes that it is made of. */
export interface LoadTarget {
  readonly url: string;
  readonly pids: readonly number[];
}

export interface CountedLoad extends LoadResult {
  /** Processor time of the target's processes for each answer, in microseconds: it tells more than speed while others share the machine. */
  readonly processorUs: number;
}

export async function countedLoad(target: LoadTarget, plan: Omit<LoadPlan, 'url'>): Promise<CountedLoad> {
  const before = processorSeconds(target.pids);
  const result = await runLoad({ ...plan, url: target.url });
  const spent = processorSeconds(target.pids) - before;
  return { ...result, processorUs: (spent * 1e6) / result.answered };
}

/** Loads of both lines in turn, as figures: answers a second, and what one costs. */
export async function compareLoads(
  rounds: number,
  ours: () => Promise<CountedLoad>,
  bare: () => Promise<CountedLoad>,
  figure: Omit<Figure, 'rounds' | 'bare' | 'unit'> & { readonly bareName: string },
): Promise<readonly Figure[]> {
  const own: CountedLoad[] = [];
  const other: CountedLoad[] = [];
  for (let round = 0; round < rounds; round += 1) {
    other.push(await bare());
    own.push(await ours());
  }
  const { bareName, ...rest } = figure;
  const [perSecond, processor] = (['perSecond', 'processorUs'] as const).map((field) => ({
    rounds: own.map((load) => load[field]),
    bare: { name: bareName, rounds: other.map((load) => load[field]) },
  }));
  if (perSecond === undefined || processor === undefined) return [];
  return [
    { ...rest, ...perSecond, unit: 'requests/s', note: latencies(own, other) },
    { ...processor, name: 'processor time of all processes', unit: 'µs/request' },
  ];
}

function latencies(own: readonly CountedLoad[], bare: readonly CountedLoad[]): string {
  const [ours, other] = [own, bare].map((loads) => {
    const last = loads.at(-1);
    return `p50 ${String(last?.p50Ms)} ms, p99 ${String(last?.p99Ms)} ms`;
  });
  return `last round: ours ${String(ours)}; bare ${String(other)}`;
}
