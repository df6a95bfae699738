import { processorSeconds } from '../processor-time.ts';
import type { Figure, Goal } from '../report.ts';
import { inTurn } from '../rounds.ts';
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

/** What is compared: a load, to be repeated. */
export interface Line {
  readonly name: string;
  readonly load: () => Promise<CountedLoad>;
  readonly goal?: Goal;
}

/** Loads of all lines in turn, the bare one first, as figures: answers a second, and what one costs. */
export async function compareLoads(rounds: number, lines: readonly Line[], bare: Line): Promise<readonly Figure[]> {
  const [ofBare = [], ...ofLines] = await inTurn(
    rounds,
    [bare, ...lines].map(({ load }) => load),
  );
  return lines.flatMap((line, at) => figuresOf(line, ofLines[at] ?? [], { name: bare.name, loads: ofBare }));
}

function figuresOf(
  { name, goal }: Line,
  own: readonly CountedLoad[],
  bare: { readonly name: string; readonly loads: readonly CountedLoad[] },
): readonly Figure[] {
  const both = (field: 'perSecond' | 'processorUs') => ({
    rounds: own.map((load) => load[field]),
    bare: { name: bare.name, rounds: bare.loads.map((load) => load[field]) },
  });
  const note = `last round: ours ${latencies(own)}; bare ${latencies(bare.loads)}`;
  return [
    { name, ...both('perSecond'), unit: 'requests/s', note, ...(goal !== undefined && { goal }) },
    { name: `${name}, processor time of all processes`, ...both('processorUs'), unit: 'µs/request' },
  ];
}

export function latencies(loads: readonly LoadResult[]): string {
  const last = loads.at(-1);
  return `p50 ${String(last?.p50Ms)} ms, p99 ${String(last?.p99Ms)} ms`;
}
