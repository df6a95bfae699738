import type { StreamLeft } from './collect-outcomes.ts';
import { commandKinds } from './plan-commands.ts';
import type { RobotEvidence, Verdict } from './verdict.ts';

export interface RobotsRun {
  readonly verdict: Verdict;
  readonly robots: readonly RobotEvidence[];
  /** What the audit misses, tells twice, tells out of order, or makes up. */
  readonly gaps: number;
  /** What went wrong with robots and their clients. */
  readonly troubles: readonly string[];
  readonly stream: StreamLeft;
  /** How often each part was killed. */
  readonly kills: ReadonlyMap<string, number>;
  readonly plan: { readonly commands: number; readonly kills: number };
}

const shownMax = 20;

/** Why a run is not sound, a line each; nothing of a sound one. A run that didn't try everything is not sound either. */
export function complaintsOf({ verdict, robots, gaps, troubles, stream, kills, plan }: RobotsRun): readonly string[] {
  const commands = robots.flatMap((robot) => robot.commands);
  const kinds = new Set(commands.map(({ kind }) => kind));
  const poison = commands.filter(({ kind }) => kind === 'no action' || kind === 'no JSON');
  const ids = new Set(poison.map(({ id }) => id));
  const wronglyAway = [...stream.deadLetters].filter((id) => !ids.has(id));
  const notAway = poison.filter(({ id }) => !stream.deadLetters.has(id)).length;
  const killed = kills.values().reduce((sum, each) => sum + each, 0);
  return [
    ...verdict.faults.slice(0, shownMax).map(({ kind, what }) => `${kind}: ${what}`),
    ...(gaps > 0 ? [`${String(gaps)} gaps in the audit`] : []),
    ...troubles.slice(0, shownMax).map((trouble) => `trouble: ${trouble}`),
    ...(stream.commands > 0 ? [`${String(stream.commands)} commands are left in the stream`] : []),
    ...(notAway > 0 ? [`${String(notAway)} of ${String(poison.length)} poisonous commands were not put away`] : []),
    ...(wronglyAway.length > 0
      ? [`${String(wronglyAway.length)} other commands were put away, ${String(wronglyAway[0])} among them`]
      : []),
    ...(commands.length < plan.commands
      ? [`only ${String(commands.length)} of ${String(plan.commands)} commands were sent in time`]
      : []),
    ...commandKinds.filter((kind) => !kinds.has(kind)).map((kind) => `no command of the kind ${kind}`),
    ...[...kills].filter(([, count]) => count === 0).map(([name]) => `never killed ${name}`),
    ...(killed < plan.kills ? [`only ${String(killed)} of ${String(plan.kills)} kills`] : []),
  ];
}
