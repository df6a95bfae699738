import type { Product } from '../harness/product.ts';
import { pause } from './pause.ts';

export interface KillerPlan {
  readonly product: Pick<Product, 'processes' | 'kill' | 'restart'>;
  readonly random: () => number;
  /** The longest that everything is left to run between two kills. */
  readonly peaceMsMax: number;
  /** How much of the work is done, 1 for all and more for what comes after it, and how many kills to spread over it where it goes fast. */
  readonly progress: () => number;
  readonly killsWanted: number;
  readonly signal: AbortSignal;
  readonly onKill: (name: string) => void;
  readonly onBack: (name: string) => void;
}

/** The longest that a part stays away. */
const awayMsMax = 500;
const lookEveryMs = 5;

/**
 * Kills -9 one part after the other, each at a random moment, and brings it back. Every part has its turn before one has a second one,
 * in a random order. Answers how often each was killed; when it answers, everything runs.
 */
export async function killAgainAndAgain(plan: KillerPlan): Promise<ReadonlyMap<string, number>> {
  const { product, random, signal, onKill, onBack } = plan;
  const kills = new Map<string, number>(product.processes.map((name) => [name, 0]));
  let turn: string[] = [];
  while (await peace(plan)) {
    if (turn.length === 0) turn = shuffled(product.processes, random);
    const name = turn.pop() ?? '';
    await product.kill(name);
    kills.set(name, (kills.get(name) ?? 0) + 1);
    onKill(name);
    await pause(awayMsMax * random(), signal);
    await product.restart(name);
    onBack(name);
  }
  return kills;
}

/** Lets everything run, for a random part of the longest time and of the work between two kills. Answers whether to go on. */
async function peace({ random, peaceMsMax, progress, killsWanted, signal }: KillerPlan): Promise<boolean> {
  const part = 0.5 + random() / 2;
  const until = { time: performance.now() + part * peaceMsMax, progress: progress() + part / (killsWanted + 1) };
  while (performance.now() < until.time && progress() < until.progress) {
    if (!(await pause(lookEveryMs, signal))) return false;
  }
  return !signal.aborted;
}

function shuffled(names: readonly string[], random: () => number): string[] {
  return names
    .map((name) => ({ name, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
}
