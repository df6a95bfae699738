import type { Product } from '../harness/product.ts';
import { askAgain } from './ask-again.ts';
import { createInBulk } from './bulk-callers.ts';
import { collectEvidence } from './collect-evidence.ts';
import { createSamples } from './creators.ts';
import { doings, Journal } from './journal.ts';
import { judgeAccess } from './judge-access.ts';
import { keepKeys } from './key-keepers.ts';
import { killAgainAndAgain } from './killer.ts';
import { listed } from './listed.ts';
import { comeAndGo } from './people.ts';
import { prepareLab, type ChaosLab } from './prepare-lab.ts';
import { seededRandom } from './random.ts';
import { changeRoles } from './role-changer.ts';
import type { Shift } from './shift.ts';
import { complaints, describeFaults, judge, type Verdict } from './verdict.ts';

export interface ChaosPlan {
  readonly product: Product;
  /** Samples to create one by one, and more until every process was killed; everything else goes on as long. */
  readonly creates: number;
  readonly clients: number;
  /** The longest that the creating may take. */
  readonly seconds: number;
  readonly peaceMsMax: number;
  readonly killsWanted: number;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

export interface ChaosOutcome {
  readonly verdict: Verdict;
  /** What is wrong, in words; nothing where all was tried, all was acknowledged and nothing is wrong with it. */
  readonly complaints: readonly string[];
}

/** Of a product under chaos: its limits are not what is tried, and short leases make room for more changes. */
export const chaosSettings = {
  RATE_LIMIT_KEY_PER_SECOND: '1000000',
  RATE_LIMIT_ORGANIZATION_PER_SECOND: '1000000',
  BENCHLINE_LEASE_MS: '2000',
} as const;

const caughtUpWithinMs = 120_000;
const tellEveryMs = 5_000;
/** For what was begun to come to its end. */
const lastOrdersMs = 60_000;

/** Lets everybody work while the product's processes are killed, then judges what is there. */
export async function runChaos(plan: ChaosPlan): Promise<ChaosOutcome> {
  const { product, creates, tell } = plan;
  const lab = await prepareLab(product);
  const journal = new Journal();

  const startedAt = performance.now();
  const kills = await workUnderFire(plan, lab, journal);
  const took = (performance.now() - startedAt) / 1000;
  tell(`took ${took.toFixed(1)} s, ${String(journal.repeats)} calls repeated; kills: ${listed(kills)}`);

  const askedAgain = await askAgain(product.urls, journal, AbortSignal.timeout(lastOrdersMs));
  journal.accesses.push(...askedAgain);
  const { experimentId, owner: person, machine } = lab;
  const { accountId } = lab.changing;
  const records = await collectEvidence({ machine, person, experimentId, accountId, caughtUpWithinMs });
  const { samples: acknowledged, rows, accesses, acts, done, refused } = journal;
  const evidence = { ...records, acknowledged, rows, accesses, acts };
  const verdict = judge(evidence);
  for (const fault of describeFaults(evidence)) tell(fault);
  const { letIn, keptOut } = judgeAccess(accesses);
  tell(`done: ${listed(done)}; requests let in ${String(letIn)}, kept out ${String(keptOut)}`);
  const [retired, gateways] = [journal.retired.length, product.urls.length];
  const run = { verdict, done, refused, accesses, askedAgain, retired, gateways, creates, kills };
  return { verdict, complaints: complaints(run) };
}

/** Kills until all is created and every process had its turn. A part that can't be brought back ends the run at once. */
async function workUnderFire(plan: ChaosPlan, lab: ChaosLab, journal: Journal): Promise<ReadonlyMap<string, number>> {
  const { product, creates, seconds, seed, tell } = plan;
  const [enough, given] = [new AbortController(), new AbortController()];
  const shift: Shift = {
    urls: product.urls,
    journal,
    // Apart from the killer's, whose choices a seed fixes whatever the callers do.
    random: seededRandom(seed + 1),
    enough: enough.signal,
    given: AbortSignal.any([given.signal, AbortSignal.timeout(seconds * 1000)]),
  };
  const telling = setInterval(() => {
    tell(`  ${doings.map((doing) => `${doing} ${String(journal.done.get(doing) ?? 0)}`).join(', ')}`);
  }, tellEveryMs);
  const { killing, tooEarly } = startKiller(plan, journal, enough.signal);
  const creating = createSamples({ key: product.key, creates, clients: plan.clients, tooEarly, ...lab }, shift);
  const working = Promise.all([creating, ...everybodyElse(product.key, lab, shift)]);
  try {
    // `working` goes on until it is enough; it comes first only where somebody failed.
    await Promise.race([creating, killing, working]);
    enough.abort();
    const kills = await killing;
    await working;
    return kills;
  } finally {
    enough.abort();
    given.abort();
    clearInterval(telling);
    await Promise.allSettled([working, killing]);
  }
}

interface Killer {
  /** How often each process was killed, once everything runs again. */
  readonly killing: Promise<ReadonlyMap<string, number>>;
  /** Whether a process hasn't been killed and brought back yet. */
  readonly tooEarly: () => boolean;
}

function startKiller(plan: ChaosPlan, journal: Journal, signal: AbortSignal): Killer {
  const { product, creates, seed, peaceMsMax, killsWanted, tell } = plan;
  const waiting = new Set(product.processes);
  const killing = killAgainAndAgain({
    product,
    random: seededRandom(seed),
    peaceMsMax,
    progress: () => journal.samples.size / creates,
    killsWanted,
    signal,
    onKill: (name) => {
      tell(`  killed ${name}`);
    },
    onBack: (name) => waiting.delete(name),
  });
  return { killing, tooEarly: () => waiting.size > 0 };
}

function everybodyElse(key: string, lab: ChaosLab, shift: Shift): readonly Promise<void>[] {
  const { experimentId, token, people, keyAccountIds, changing } = lab;
  return [
    createInBulk({ key, experimentId, callers: 2 }, shift),
    ...people.map((person) => comeAndGo(person, shift)),
    ...keyAccountIds.map((accountId) => keepKeys({ token, accountId }, shift)),
    changeRoles({ token, ...changing }, shift),
  ];
}
