import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RobotNats } from '@benchline/testing/servers';
import { eventually, temporaryFolder } from '@benchline/testing/servers';
import type { MadeKey } from '../../harness/administration.ts';
import { productProcess, type ProductProcess } from '../../harness/product-process.ts';
import { readNotes, type RobotNotes } from './robot/journal.ts';
import type { RobotOrders } from './robot/main.ts';
import type { RobotPlan } from './plan-commands.ts';

export interface CrewPlan {
  readonly nats: RobotNats;
  /** Of each robot. */
  readonly keys: readonly MadeKey[];
  readonly experimentId: number;
  readonly seed: number;
  /** Of all robots together, at least. */
  readonly commands: number;
}

/** What a robot has done, in its own words. */
export interface RobotAccount {
  readonly plan: RobotPlan;
  readonly keyId: number;
  readonly notes: RobotNotes;
}

/** Robots that are processes of their own. */
export interface Crew extends AsyncDisposable {
  /** Commands that have their outcome, about. */
  readonly answered: () => number;
  /** Kills the next few of them, in turn; `restart` brings them back. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Robots that were killed, each as often as it was. */
  readonly kills: () => number;
  /** No robot begins anything new once its share is done. Resolves when all have heard all. @throws {Error} when the time is over first. */
  finish(timeoutMs: number): Promise<void>;
  accounts(): readonly RobotAccount[];
  output(): string;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Member {
  readonly process: ProductProcess;
  readonly orders: RobotOrders;
}

const lookEveryMs = 200;

export async function startCrew(plan: CrewPlan): Promise<Crew> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const enough = join(folder.path, 'enough');
  const members = await Promise.all(plan.keys.map((_, at) => hire(plan, { at, folder: folder.path, enough })));
  stack.defer(async () => {
    await Promise.all(members.map(({ process }) => process.terminate()));
  });
  for (const { process } of members) await process.start();
  const answered = watch(members, stack);
  const own = stack.move();
  const several = Math.ceil(members.length / 4);
  let [next, kills] = [0, 0];
  let away: readonly Member[] = [];
  return {
    answered,
    kill: async () => {
      away = Array.from({ length: several }, (_, at) => members[(next + at) % members.length]).flatMap(
        (one) => one ?? [],
      );
      next += several;
      kills += away.length;
      await Promise.all(away.map(({ process }) => process.kill()));
    },
    restart: async () => {
      await Promise.all(away.map(({ process }) => process.start()));
    },
    kills: () => kills,
    finish: async (timeoutMs) => {
      await writeFile(enough, '');
      const done = (): boolean => members.every(({ process }) => process.output().includes('all is answered'));
      await eventually(done, { timeoutMs, intervalMs: lookEveryMs, what: 'every robot hearing all of its outcomes' });
    },
    accounts: () =>
      members.map(({ orders }) => ({ plan: orders, keyId: orders.keyId, notes: readNotes(orders.journal) })),
    output: () => members.map(({ process }) => `--- ${process.name}\n${process.output()}`).join('\n'),
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}

interface Place {
  readonly at: number;
  readonly folder: string;
  readonly enough: string;
}

async function hire(plan: CrewPlan, { at, folder, enough }: Place): Promise<Member> {
  const key = plan.keys[at];
  if (key === undefined) throw new Error('a robot has no key');
  const name = `robot-${String(at + 1)}`;
  const orders: RobotOrders = {
    ...{ robot: at + 1, experimentId: plan.experimentId, seed: plan.seed },
    ...{ servers: plan.nats.robotsUrl, key: key.secret, keyId: key.id },
    ...{ commands: Math.ceil(plan.commands / plan.keys.length), enough },
    ...{ buffer: join(folder, `${name}.buffer`), journal: join(folder, `${name}.journal`) },
  };
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(orders), { mode: 0o600 });
  const process = productProcess({
    name,
    main: 'tests/chaos/robots/robot/main.ts',
    env: { CHAOS_ROBOT: file },
    ready: (output) => output.includes('the robot is here'),
  });
  return { process, orders };
}

/** Adds up what the robots say of themselves. A robot that begins anew says little at first. */
function watch(members: readonly Member[], stack: AsyncDisposableStack): () => number {
  const best = members.map(() => 0);
  const timer = setInterval(() => {
    members.forEach(({ process }, at) => {
      const said = process
        .output()
        .slice(-saidCharacters)
        .match(/answered \d+/g)
        ?.at(-1);
      best[at] = Math.max(best[at] ?? 0, Number(said?.split(' ')[1] ?? 0));
    });
  }, lookEveryMs);
  stack.defer(() => {
    clearInterval(timer);
  });
  return () => best.reduce((sum, each) => sum + each, 0);
}

const saidCharacters = 2_000;
