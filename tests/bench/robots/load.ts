import { eventually } from '@benchline/testing/servers';
import type { RobotsPlan } from './plan.ts';
import type { RobotsLab } from './robots-lab.ts';
import { runConnects, runRobots, type CountedConnects, type CountedRobots } from './run-robots.ts';
import type { BareIntake } from './start-bare-intake.ts';

/** How many robots send what, and how fast. */
export interface Load extends Pick<RobotsPlan, 'rows' | 'pace'> {
  readonly robots: number;
}

const allToldBy = { timeoutMs: 600_000, what: 'the event of every sample' };

/** What is loaded. Each measurement has ids of its own. */
export interface Subject {
  readonly name: string;
  readonly measure: (load: Load, seconds: number) => Promise<CountedRobots>;
  /** So many robots come in, all at once, and then again and again. */
  readonly connect: (robots: number, seconds: number) => Promise<CountedConnects>;
}

/** The product: a measurement is over when all of it is audited and told, so that such work is not the next one's to pay. */
export function ofLab({ product, callers, auditLag, eventsTold }: RobotsLab, name: string): Subject {
  let runs = 0;
  return {
    name,
    measure: async ({ robots, ...load }, seconds) => {
      runs += 1;
      const plan = { ...load, callers: callers.slice(0, robots), seconds, run: `run-${String(runs)}` };
      const toldBefore = await eventsTold();
      const result = await runRobots(product.pids, plan);
      const startedAt = performance.now();
      const allTold = async (): Promise<number> => {
        await eventually(async () => (await eventsTold()) >= toldBefore + result.made, allToldBy);
        return performance.now() - startedAt;
      };
      const [auditLagMs, eventsLagMs] = await Promise.all([auditLag(), allTold()]);
      return { ...result, auditLagMs, eventsLagMs };
    },
    connect: (robots, seconds) => runConnects(product.pids, { callers: callers.slice(0, robots), seconds }),
  };
}

/** The bare line: it doesn't know one robot from another, so one sends for all. */
export function ofBare({ pids, caller }: BareIntake): Subject {
  let runs = 0;
  return {
    name: 'bare',
    measure: async ({ robots, rows, pace }, seconds) => {
      runs += 1;
      const together = 'window' in pace ? { window: robots * pace.window } : pace;
      return runRobots(pids, { callers: [caller], rows, pace: together, seconds, run: `run-${String(runs)}` });
    },
    connect: (robots, seconds) => runConnects(pids, { callers: Array.from({ length: robots }, () => caller), seconds }),
  };
}
