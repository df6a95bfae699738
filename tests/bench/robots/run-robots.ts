import { fileURLToPath } from 'node:url';
import { startNode } from '../node-process.ts';
import { processorSeconds } from '../processor-time.ts';
import type { ConnectsPlan, ConnectsResult, RobotsPlan, RobotsResult } from './plan.ts';

const generator = fileURLToPath(new URL('./generator.ts', import.meta.url));
const connector = fileURLToPath(new URL('./connector.ts', import.meta.url));

export interface CountedRobots extends RobotsResult {
  /** Processor time of the target's processes for each sample, in microseconds. */
  readonly processorUs: number;
  /** From the last outcome until the last sample is audited, and until the last event is told, where anybody does that. */
  readonly auditLagMs?: number;
  readonly eventsLagMs?: number;
}

export interface CountedConnects extends ConnectsResult {
  /** Processor time of the target's processes for each that came in, in microseconds. */
  readonly processorUs: number;
}

/** Lets robots send for the plan's time, and waits until all they sent is answered. A refusal fails the run. */
export async function runRobots(pids: readonly number[], plan: RobotsPlan): Promise<CountedRobots> {
  const { told, spentUs } = await runScript(generator, plan, pids);
  const result = told as RobotsResult; // as the generator wrote it
  return { ...result, processorUs: spentUs / result.made };
}

/** Lets robots come and go for the plan's time. One that is turned away fails the run. */
export async function runConnects(pids: readonly number[], plan: ConnectsPlan): Promise<CountedConnects> {
  const { told, spentUs } = await runScript(connector, plan, pids);
  const result = told as ConnectsResult; // as the connector wrote it
  return { ...result, processorUs: spentUs / result.made };
}

interface Ran {
  /** The line of JSON that the script printed. */
  readonly told: unknown;
  /** Processor time of the target's processes meanwhile. */
  readonly spentUs: number;
}

async function runScript(script: string, plan: object, pids: readonly number[]): Promise<Ran> {
  const before = processorSeconds(pids);
  await using child = startNode({ script, args: [JSON.stringify(plan)] });
  const told = await child.line((text) => (text.startsWith('{') ? (JSON.parse(text) as unknown) : undefined));
  return { told, spentUs: (processorSeconds(pids) - before) * 1e6 };
}
