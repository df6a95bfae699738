/** Is robots that only come and go, and prints how fast they came in as a line of JSON. A process of its own, the same for both lines. */
import { fail } from './fail.ts';
import type { Caller, ConnectsPlan, ConnectsResult } from './plan.ts';
import { Robot } from './robot.ts';

const plan = JSON.parse(process.argv[2] ?? '') as ConnectsPlan; // written by runConnects
let made = 0;

/** It is in once it would hear its outcomes. Whoever is turned away ends the run. */
async function comeIn(caller: Caller): Promise<Robot> {
  const robot = await Robot.connect(caller, { through: () => undefined, failed: fail });
  made += 1;
  return robot;
}

async function allAtOnce(): Promise<number> {
  const startedAt = performance.now();
  const robots = await Promise.all(plan.callers.map(comeIn));
  const tookMs = performance.now() - startedAt;
  await Promise.all(robots.map((robot) => robot.close()));
  return tookMs;
}

/** Answers how many were in before the end of the time. */
async function againAndAgain(until: number): Promise<number> {
  let inTime = 0;
  const comeAndGo = async (caller: Caller): Promise<void> => {
    while (performance.now() < until) {
      const robot = await comeIn(caller);
      if (performance.now() <= until) inTime += 1;
      await robot.close();
    }
  };
  await Promise.all(plan.callers.map(comeAndGo));
  return inTime;
}

const allInMs = await allAtOnce();
const [startedAt, usedBefore] = [performance.now(), process.cpuUsage()];
const inTime = await againAndAgain(startedAt + plan.seconds * 1_000);
const { user, system } = process.cpuUsage(usedBefore);
const told: ConnectsResult = {
  allInMs,
  perSecond: inTime / plan.seconds,
  made,
  ownShare: (user + system) / 1_000 / (performance.now() - startedAt),
};
process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
