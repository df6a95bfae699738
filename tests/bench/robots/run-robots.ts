import { fileURLToPath } from 'node:url';
import { startNode } from '../node-process.ts';
import { processorSeconds } from '../processor-time.ts';
import type { RobotsPlan, RobotsResult } from './plan.ts';

const generator = fileURLToPath(new URL('./generator.ts', import.meta.url));

export interface CountedRobots extends RobotsResult {
  /** Processor time of the target's processes for each sample, in microseconds. */
  readonly processorUs: number;
  /** From the last outcome until the last sample is audited, and until the last event is told, where anybody does that. */
  readonly auditLagMs?: number;
  readonly eventsLagMs?: number;
}

/** Lets robots send for the plan's time, and waits until all they sent is answered. A refusal fails the run. */
export async function runRobots(pids: readonly number[], plan: RobotsPlan): Promise<CountedRobots> {
  const before = processorSeconds(pids);
  await using child = startNode({ script: generator, args: [JSON.stringify(plan)] });
  const result = await child.line((text) => (text.startsWith('{') ? (JSON.parse(text) as RobotsResult) : undefined)); // as the generator wrote it
  const spent = processorSeconds(pids) - before;
  return { ...result, processorUs: (spent * 1e6) / result.made };
}
