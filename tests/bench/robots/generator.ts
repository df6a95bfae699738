/** Is all robots of a plan, and prints what came of it as a line of JSON. A process of its own, the same for both lines. */
// eslint-disable-next-line no-restricted-imports -- a load is paced by time
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@benchline/testing/servers';
import { sampleBody } from '../sample-body.ts';
import { fail } from './fail.ts';
import type { Caller, RobotsPlan, RobotsResult } from './plan.ts';
import { Robot } from './robot.ts';

/** All commands that were sent in time are answered by then. */
const drainTimeoutMs = 120_000;
/** Not counted: until there are outcomes of the first commands, only their waiting would be. */
const leadMs = 1_000;
/** A tick of the open loop: what is due by then goes out together. */
const tickMs = 1;

const plan = JSON.parse(process.argv[2] ?? '') as RobotsPlan; // written by runRobots
const { pace } = plan;
const rowsEach = plan.rows === 'object' ? 1 : plan.rows;
const tookMs: number[] = [];
const ofRobots = plan.callers.map(() => 0);
let sent = 0;
let [from, until] = [Infinity, Infinity];

function send(robot: Robot, dueAt: number): void {
  sent += 1;
  const id = `${plan.run}-${String(sent)}`;
  robot.send({ id, body: bodyOf(id, robot.caller), dueAt });
}

function bodyOf(id: string, { experimentId }: Caller): string {
  if (plan.rows === 'object') return JSON.stringify(sampleBody(id, experimentId));
  return JSON.stringify(
    Array.from({ length: plan.rows }, (_, row) => sampleBody(`${id}-${String(row)}`, experimentId)),
  );
}

function fillWindow(robot: Robot): void {
  const now = performance.now();
  while ('window' in pace && now < until && robot.out < pace.window) send(robot, now);
}

async function connectRobot(caller: Caller, at: number): Promise<Robot> {
  const robot: Robot = await Robot.connect(caller, {
    failed: fail,
    through: (took) => {
      fillWindow(robot);
      const now = performance.now();
      if (now < from || now > until) return;
      for (const ms of took) tookMs.push(ms);
      ofRobots[at] = (ofRobots[at] ?? 0) + took.length;
    },
  });
  return robot;
}

/** Whatever is answered: who waits for an answer before he sends the next, hides how long others would have waited. */
async function openLoop(robots: readonly Robot[], perSecond: number): Promise<void> {
  const startedAt = performance.now();
  for (let number = 0; ;) {
    const now = performance.now();
    if (now >= until) return;
    for (; startedAt + (number * 1_000) / perSecond <= now; number += 1) {
      const robot = robots[number % robots.length];
      if (robot !== undefined) send(robot, startedAt + (number * 1_000) / perSecond);
    }
    await delay(tickMs);
  }
}

async function closedLoop(robots: readonly Robot[]): Promise<void> {
  for (const robot of robots) fillWindow(robot);
  await delay(until - performance.now());
}

const robots = await Promise.all(plan.callers.map(connectRobot));
const startedAt = performance.now();
const usedBefore = process.cpuUsage();
from = startedAt + leadMs;
until = from + plan.seconds * 1_000;
await ('window' in pace ? closedLoop(robots) : openLoop(robots, pace.perSecond));
const { user, system } = process.cpuUsage(usedBefore);
const took = performance.now() - startedAt;
const sorted = tookMs.toSorted((a, b) => a - b);
const told: RobotsResult = {
  perSecond: (sorted.length * rowsEach) / plan.seconds,
  commands: sorted.length,
  made: sent * rowsEach,
  p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? NaN,
  p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? NaN,
  ofRobots,
  ownShare: (user + system) / 1_000 / took,
};
await eventually(() => robots.every(({ done }) => done), { timeoutMs: drainTimeoutMs, what: 'every outcome' });
await Promise.all(robots.map((robot) => robot.close()));
process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
