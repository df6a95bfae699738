import { whyNoNats } from '@benchline/testing/servers';
import type { BenchOptions } from '../options.ts';
import type { Figure, PartResult } from '../report.ts';
import { ofBare, ofLab, type Load, type Subject } from '../robots/load.ts';
import { startRobotsLab } from '../robots/robots-lab.ts';
import type { CountedConnects, CountedRobots } from '../robots/run-robots.ts';
import { startBareIntake } from '../robots/start-bare-intake.ts';
import { inTurn } from '../rounds.ts';

/** Enough on their way for the next batch to lie ready while one is worked. */
const arrays: Load = { rows: 100, robots: 4, pace: { window: 10 } };
const singles: Load = { rows: 'object', robots: 16, pace: { window: 25 } };
/** Far below what it can do, so that what is seen is waiting. */
const calm: Load = { rows: 'object', robots: 10, pace: { perSecond: 500 } };
const hundred: Load = { rows: 'object', robots: 100, pace: { window: 4 } };
/** A laboratory's robots when their network comes back. */
const comingAtOnce = 200;
const warmUpSeconds = 10;
/** A robot hears several outcomes at a time: over a short time chance would look like unfairness. */
const hundredRounds = 2;
const goals = {
  arrays: { goal: { atLeast: 0.25 }, ownGoal: { atLeast: 10_000 } },
  singles: { ownGoal: { atLeast: 2_500 } },
  spread: { atMost: 20 },
  connects: { ownGoal: { atLeast: 500 } },
  allInMs: { atMost: 2_000 },
} as const;

/** (h) Robots register samples over NATS, until they hear the outcome, against the same messages taken and written down by hand. */
export async function measureRobots(options: BenchOptions): Promise<PartResult> {
  const missing = whyNoNats();
  if (missing !== undefined) return { part: 'h', title, figures: [], skipped: [`NATS: ${missing}`] };
  const { rounds, seconds, profileFolder } = options;
  await using one = await startRobotsLab({ shape: 'standalone', robots: comingAtOnce, profileFolder });
  await using apart = await startRobotsLab({ shape: 'processes', robots: comingAtOnce, profileFolder });
  await using bare = await startBareIntake(one.nats.servicesUrl);
  const subjects = [ofBare(bare), ofLab(one, 'one process'), ofLab(apart, 'four processes')];
  const ours = subjects.slice(1);
  for (const load of [arrays, singles]) for (const subject of subjects) await subject.measure(load, warmUpSeconds);

  const measuredOf = (load: Load, which: readonly Subject[], forSeconds = seconds) =>
    inTurn(
      rounds,
      which.map((subject) => () => subject.measure(load, forSeconds)),
    );
  const [bareArrays = [], ...ourArrays] = await measuredOf(arrays, subjects);
  const [bareSingles = [], ...ourSingles] = await measuredOf(singles, subjects);
  const ofCalm = await measuredOf(calm, ours);
  const ofHundred = await measuredOf(hundred, ours, seconds * hundredRounds);
  for (const subject of subjects) await subject.connect(comingAtOnce, warmUpSeconds);
  const connecting = subjects.map((subject) => () => subject.connect(comingAtOnce, seconds));
  const [bareConnects = [], ...ourConnects] = await inTurn(rounds, connecting);
  return {
    part: 'h',
    title,
    figures: ours.flatMap(({ name }, at) => [
      ...throughput(`arrays of 100, ${name}`, ourArrays[at] ?? [], { loads: bareArrays, ...goals.arrays }),
      ...throughput(`one a message, ${name}`, ourSingles[at] ?? [], { loads: bareSingles, ...goals.singles }),
      ...waiting(name, ofCalm[at] ?? []),
      spread(name, ofHundred[at] ?? []),
      ...connects(name, ourConnects[at] ?? [], bareConnects),
    ]),
    skipped: [],
  };
}

const title =
  'Robots register samples over NATS, each message synced to the disk, until they hear the outcome; embedded store, leases and audit on';
const bareName = 'the stream and SQLite by hand, without checks, outcomes or audit';

interface Beside extends Pick<Figure, 'goal' | 'ownGoal'> {
  readonly loads: readonly CountedRobots[];
}

function throughput(name: string, own: readonly CountedRobots[], { loads, ...goal }: Beside): readonly Figure[] {
  const both = (field: 'perSecond' | 'processorUs') => ({
    rounds: own.map((load) => load[field]),
    bare: { name: bareName, rounds: loads.map((load) => load[field]) },
  });
  return [
    { name, ...both('perSecond'), unit: 'samples/s', note: lastRound(own, loads), ...goal },
    { name: `${name}, processor time of all processes`, ...both('processorUs'), unit: 'µs/sample' },
    {
      name: `${name}, audit complete after the last outcome`,
      unit: 'ms',
      rounds: own.map(({ auditLagMs }) => auditLagMs ?? NaN),
    },
    {
      name: `${name}, events all told after the last outcome`,
      unit: 'ms',
      rounds: own.map(({ eventsLagMs }) => eventsLagMs ?? NaN),
    },
  ];
}

/** Whether the robots themselves were what was slow: a whole processor is all that they can use. */
function lastRound(own: readonly CountedRobots[], bare: readonly CountedRobots[]): string {
  const tell = (load: CountedRobots | undefined): string =>
    load === undefined
      ? ''
      : `p50 ${load.p50Ms.toFixed(0)} ms, p99 ${load.p99Ms.toFixed(0)} ms, robots took ${(100 * load.ownShare).toFixed(0)} % of a processor`;
  return `last round: ours ${tell(own.at(-1))}; bare ${tell(bare.at(-1))}`;
}

function waiting(name: string, own: readonly CountedRobots[]): readonly Figure[] {
  return (['p50Ms', 'p99Ms'] as const).map((field) => ({
    name: `${field === 'p50Ms' ? 'p50' : 'p99'} from publishing to the outcome at 500 commands/s, ${name}`,
    unit: 'ms',
    rounds: own.map((load) => load[field]),
  }));
}

function spread(name: string, own: readonly CountedRobots[]): Figure {
  const rates = own.map(({ perSecond }) => perSecond.toFixed(0));
  return {
    name: `100 robots at once, (most − fewest) / mean of their outcomes, ${name}`,
    unit: '%',
    rounds: own.map(({ ofRobots }) => {
      const mean = ofRobots.reduce((sum, outcomes) => sum + outcomes, 0) / ofRobots.length;
      return (100 * (Math.max(...ofRobots) - Math.min(...ofRobots))) / mean;
    }),
    goal: goals.spread,
    note: `all together ${rates.join(', ')} commands/s`,
  };
}

function connects(name: string, own: readonly CountedConnects[], bare: readonly CountedConnects[]): readonly Figure[] {
  const share = (of: readonly CountedConnects[]): string => (100 * (of.at(-1)?.ownShare ?? NaN)).toFixed(0);
  return [
    {
      name: `robots that come in again and again, ${String(comingAtOnce)} at a time, ${name}`,
      unit: 'connects/s',
      rounds: own.map(({ perSecond }) => perSecond),
      bare: { name: 'a user whom the broker knows by itself', rounds: bare.map(({ perSecond }) => perSecond) },
      note: `last round: robots took ${share(own)} % of a processor; of bare ${share(bare)} %`,
      ...goals.connects,
    },
    {
      name: `robots that come in, processor time of all processes, ${name}`,
      unit: 'µs/connect',
      rounds: own.map(({ processorUs }) => processorUs),
    },
    {
      name: `${String(comingAtOnce)} robots that come at once are all in, ${name}`,
      unit: 'ms',
      rounds: own.map(({ allInMs }) => allInMs),
      goal: goals.allInMs,
    },
  ];
}
