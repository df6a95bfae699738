import { eventually } from '@benchline/testing/servers';
import { makeKey, signIn, made, type MadeKey } from '../../harness/administration.ts';
import { clientOf } from '../../harness/client.ts';
import type { Product } from '../../harness/product.ts';
import { makeRobotKey } from '../../harness/robots.ts';
import type { Experiment } from '../../harness/wire.ts';
import { collectEvidence, type Records } from '../collect-evidence.ts';
import { gapsOfAudit } from '../judge-audit.ts';
import { killAgainAndAgain } from '../killer.ts';
import { listed } from '../listed.ts';
import { seededRandom } from '../random.ts';
import { askForOutcomes, lookIntoStreams } from './collect-outcomes.ts';
import { complaintsOf } from './complaints.ts';
import { startCrew, type Crew } from './crew.ts';
import { planCommand } from './plan-commands.ts';
import type { ShapeUnderFire } from './shape-under-fire.ts';
import { judge, type RobotEvidence, type Verdict } from './verdict.ts';

export interface RobotsChaosPlan extends ShapeUnderFire {
  /** Of all robots together; they go on until everything was killed as often as it has to be. */
  readonly commands: number;
  readonly robots: number;
  /** At least so many, spread over the work, and each part once. */
  readonly kills: number;
  /** The longest that the work may take. */
  readonly seconds: number;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

export interface RobotsChaosOutcome {
  readonly verdict: Verdict;
  /** What is wrong, in words; nothing where all was tried and nothing is wrong with it. */
  readonly complaints: readonly string[];
}

const lastOrdersMs = 180_000;
const caughtUpWithinMs = 300_000;
const tellEveryMs = 5_000;
const lookEveryMs = 100;

interface Lab {
  readonly experimentId: number;
  readonly accountId: number;
  readonly keys: readonly MadeKey[];
}

/** Lets robots work while they and all that they work with are killed, then judges what is there. */
export async function runRobotsChaos(plan: RobotsChaosPlan): Promise<RobotsChaosOutcome> {
  const { product, nats, commands, seed, tell } = plan;
  const lab = await prepareLab(plan);
  await using crew = await startCrew({ ...lab, nats, seed, commands });
  try {
    const startedAt = performance.now();
    const kills = await workUnderFire(plan, crew);
    const unfinished = await crew.finish(lastOrdersMs).then(
      () => [],
      (error: unknown) => [String(error)],
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const rate = (crew.answered() / seconds).toFixed(0);
    tell(
      `took ${seconds.toFixed(1)} s, ${rate} commands a second; kills: ${listed(kills)}; robots ${String(crew.kills())}`,
    );

    const stream = await lookIntoStreams(nats.servicesUrl, lastOrdersMs);
    tell(`left in the stream: ${String(stream.commands)}; put away: ${String(stream.deadLetters.size)}`);
    const evidence = await collect(product, lab, crew);
    const verdict = judge(evidence);
    const gaps = gapsOfAudit({ ...evidence, acts: [] });
    const troubles = [...unfinished, ...crew.accounts().flatMap(({ notes }) => notes.troubles)];
    return { verdict, complaints: complaintsOf({ ...evidence, verdict, gaps, troubles, stream, kills, plan }) };
  } catch (error) {
    tell(crew.output());
    throw error;
  }
}

async function prepareLab({ product, robots }: RobotsChaosPlan): Promise<Lab> {
  const { people } = product;
  const experiment = { external_id: 'ROBOTS', name: 'Robots' };
  const { id: experimentId } = made(await clientOf(product).post<Experiment>('/experiments', experiment), 201);
  const { accountId } = await makeKey(people, { account: 'Last' });
  const keys: MadeKey[] = [];
  for (let robot = 1; robot <= robots; robot += 1)
    keys.push(await makeRobotKey(people, { account: `Arm ${String(robot)}` }));
  return { experimentId, accountId, keys };
}

/** Kills until all is done and everything had its turn. Something that can't be brought back ends the run at once. */
async function workUnderFire(plan: RobotsChaosPlan, crew: Crew): Promise<ReadonlyMap<string, number>> {
  const { commands, kills: killsWanted, seconds, seed, tell } = plan;
  const targets = { ...plan.targets, robots: { kill: () => crew.kill(), start: () => crew.restart() } };
  const names = Object.keys(targets);
  const [enough, over] = [new AbortController(), AbortSignal.timeout(seconds * 1000)];
  const waiting = new Set(names);
  let kills = 0;
  const target = (name: string): ShapeUnderFire['targets'][string] => {
    const found = Object.entries(targets).find(([known]) => known === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found[1];
  };
  const killing = killAgainAndAgain({
    product: { processes: names, kill: (name) => target(name).kill(), restart: (name) => target(name).start() },
    random: seededRandom(seed),
    peaceMsMax: (seconds * 1000) / (2 * killsWanted + 1),
    progress: () => crew.answered() / commands,
    killsWanted,
    signal: enough.signal,
    onKill: (name) => {
      kills += 1;
      tell(`killed ${name}, ${String(crew.answered())} answered`);
    },
    onBack: (name) => {
      waiting.delete(name);
      tell(`${name} is back`);
    },
  });
  const telling = setInterval(() => {
    tell(`answered ${String(crew.answered())}`);
  }, tellEveryMs);
  const done = (): boolean =>
    over.aborted || (crew.answered() >= commands && waiting.size === 0 && kills >= killsWanted);
  try {
    await Promise.race([
      killing,
      eventually(done, { timeoutMs: (seconds + 1) * 1000, intervalMs: lookEveryMs, what: 'the end of the work' }),
    ]);
    enough.abort();
    return await killing;
  } finally {
    enough.abort();
    clearInterval(telling);
    await Promise.allSettled([killing]);
  }
}

interface Collected extends Records {
  readonly robots: readonly RobotEvidence[];
  readonly outcomes: Awaited<ReturnType<typeof askForOutcomes>>;
}

async function collect(product: Product, { experimentId, accountId }: Lab, crew: Crew): Promise<Collected> {
  const signingIn = { timeoutMs: lastOrdersMs, intervalMs: lookEveryMs, what: 'signing in' };
  const person = await eventually(() => signIn(product.url), signingIn);
  const asked = robotsOf(crew).flatMap(({ keyId, commands }) =>
    commands.filter(({ kind }) => kind !== 'again').map(({ id }) => ({ id, keyId })),
  );
  const outcomes = await askForOutcomes(person, asked);
  const machine = clientOf(product);
  const records = await collectEvidence({ machine, person, experimentId, accountId, caughtUpWithinMs });
  // Only now, with what was told late.
  return { robots: robotsOf(crew), outcomes, ...records };
}

function robotsOf(crew: Crew): readonly RobotEvidence[] {
  return crew.accounts().map(({ plan, keyId, notes }) => {
    const commands = Array.from({ length: notes.begun }, (_, at) => planCommand(plan, at + 1));
    return { keyId, commands, heard: notes.heard };
  });
}
