import { admin, made, signIn } from '../../harness/administration.ts';
import { openLaboratory, reader } from '../laboratory.ts';
import { besideSignIns } from '../load/beside-sign-ins.ts';
import { latencies } from '../load/counted-load.ts';
import type { LoadResult } from '../load/plan.ts';
import { runLoad } from '../load/run-load.ts';
import type { SignInPlan, SignInResult } from '../load/sign-in-plan.ts';
import type { BenchOptions } from '../options.ts';
import { startProduct, type Product, type ProductPlan } from '../product.ts';
import type { Figure, PartResult } from '../report.ts';
import { inTurn } from '../rounds.ts';

const connections = 64;
const people = 16;
const warmUpSeconds = 5;
const pace = 5;
/** Far below what it can do, so that what is seen is waiting and not who gets the processor. */
const steady = { perSecond: 500, connections: 16 };
const goal = { atLeast: 0.9 };

/** (f) What key requests lose while people sign in: password hashing is meant to be slow, and to slow nobody else. */
export async function measureSignIn(options: BenchOptions): Promise<PartResult> {
  return {
    part: 'f',
    title: `GET of a sample by key while ${String(people)} people sign in, embedded store`,
    figures: [...(await inShape('standalone', options)), ...(await inShape('processes', options))],
    skipped: [],
  };
}

interface Beside {
  readonly load: LoadResult;
  readonly signIns?: SignInResult;
}

async function inShape(shape: ProductPlan['shape'], options: BenchOptions): Promise<readonly Figure[]> {
  const { rounds, seconds, profileFolder } = options;
  await using product = await startProduct({ shape, profileFolder });
  const { url } = product;
  const callers = [reader(await openLaboratory(product))];
  const everybody = await makePeople(product);
  const full = (forSeconds = seconds) =>
    runLoad({ url, kind: 'get', callers, connections, seconds: forSeconds, run: '' });
  const calm = () => runLoad({ url, kind: 'get', callers, ...steady, seconds, run: '' });
  const alone = (load: () => Promise<LoadResult>) => async (): Promise<Beside> => ({ load: await load() });
  const beside = (load: () => Promise<LoadResult>, perSecond?: number) => async (): Promise<Beside> => {
    const plan: SignInPlan = { url, people: everybody, ...(perSecond !== undefined && { perSecond }) };
    const { measured, signIns } = await besideSignIns(plan, load);
    return { load: measured, signIns };
  };

  await full(warmUpSeconds);
  const measures = [alone(full), beside(full, pace), beside(full), alone(calm), beside(calm, pace), beside(calm)];
  const [fullAlone = [], fullPaced = [], fullBeside = [], calmAlone = [], calmPaced = [], calmBeside = []] =
    await inTurn(rounds, measures);
  const where = shape === 'standalone' ? 'one process' : 'four processes';
  return [
    throughput(`${where}, beside ${String(pace)} sign-ins/s`, fullPaced, fullAlone),
    throughput(`${where}, beside sign-ins as fast as they are let`, fullBeside, fullAlone),
    waiting(
      `${where}, p99 at ${String(steady.perSecond)} requests/s beside ${String(pace)} sign-ins/s`,
      calmPaced,
      calmAlone,
    ),
    waiting(`${where}, the same beside sign-ins as fast as they are let`, calmBeside, calmAlone),
  ];
}

function throughput(name: string, own: readonly Beside[], alone: readonly Beside[]): Figure {
  return {
    name,
    unit: 'requests/s',
    rounds: own.map(({ load }) => load.perSecond),
    bare: { name: 'alone', rounds: alone.map(({ load }) => load.perSecond) },
    goal,
    note: `${notes(own)}; alone ${latencies(alone.map(({ load }) => load))}`,
  };
}

function waiting(name: string, own: readonly Beside[], alone: readonly Beside[]): Figure {
  return {
    name,
    unit: 'ms',
    rounds: own.map(({ load }) => load.p99Ms),
    bare: { name: 'alone', rounds: alone.map(({ load }) => load.p99Ms) },
    note: notes(own),
  };
}

/** Of the last round. */
function notes(own: readonly Beside[]): string {
  const { signIns } = own.at(-1) ?? {};
  const refused = Object.entries(signIns?.refused ?? {}).map(([status, count]) => `, ${String(count)} × ${status}`);
  const signedIn = `${(signIns?.perSecond ?? 0).toFixed(1)} sign-ins/s of ${(signIns?.p50Ms ?? 0).toFixed(0)} ms`;
  return `last round: ${signedIn}${refused.join('')}; ${latencies(own.map(({ load }) => load))}`;
}

async function makePeople({ url }: Product): Promise<SignInPlan['people']> {
  const owner = await signIn(url);
  const everybody: { email: string; password: string }[] = [];
  for (let number = 1; number <= people; number += 1) {
    const person = {
      email: `person-${String(number)}@lab.example`,
      password: `quiet penguins cross glacier ${String(number)}`,
    };
    const body = { ...person, name: `Person ${String(number)}`, role: 'scientist' };
    made(await owner.post(`${admin}/people`, body), 201);
    everybody.push(person);
  }
  return everybody;
}
