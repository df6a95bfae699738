import { clientOf } from '../harness/client.ts';
import type { Product } from '../harness/product.ts';
import type { Experiment } from '../harness/wire.ts';
import { collectEvidence } from './collect-evidence.ts';
import { startCreators, type Creators } from './creators.ts';
import { killAgainAndAgain } from './killer.ts';
import { seededRandom } from './random.ts';
import { judge, type Verdict } from './verdict.ts';

export interface ChaosPlan {
  readonly product: Product;
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
  /** Whether all was acknowledged and nothing is wrong with it. */
  readonly sound: boolean;
}

const callTimeoutMs = 15_000;
const caughtUpWithinMs = 120_000;
const tellEveryMs = 5_000;

/** Creates samples while the product's processes are killed, then judges what is there. */
export async function runChaos(plan: ChaosPlan): Promise<ChaosOutcome> {
  const { product, creates, clients, seconds, tell } = plan;
  const client = clientOf({ ...product, timeoutMs: callTimeoutMs });
  const made = await client.post<Experiment>('/experiments', { external_id: 'CHAOS', name: 'Chaos' });
  if (made.status !== 201) throw new Error(`no experiment: ${made.text}`);

  const startedAt = performance.now();
  const given = new AbortController();
  const creators = startCreators({
    client,
    experimentId: made.body.id,
    creates,
    clients,
    signal: AbortSignal.any([given.signal, AbortSignal.timeout(seconds * 1000)]),
  });
  const kills = await killUntilDone(plan, creators).finally(() => {
    given.abort();
  });
  const took = (performance.now() - startedAt) / 1000;
  tell(`created in ${took.toFixed(1)} s, ${creators.repeats} calls repeated; kills: ${listed(kills)}`);
  for (const [answer, count] of creators.refused) tell(`refused ${count} times: ${answer}`);

  const evidence = await collectEvidence(client, caughtUpWithinMs);
  const verdict = judge({ ...evidence, acknowledged: creators.acknowledged });
  if (verdict.acknowledged < creates)
    tell(`only ${verdict.acknowledged} of ${creates} were acknowledged within ${seconds} s`);
  const faults = verdict.lost + verdict.doubled + verdict.auditGaps;
  return { verdict, sound: faults === 0 && verdict.acknowledged === creates };
}

/** Kills until all is created. A part that can't be brought back ends the run at once. */
async function killUntilDone(plan: ChaosPlan, creators: Creators): Promise<ReadonlyMap<string, number>> {
  const { product, creates, seed, peaceMsMax, killsWanted, tell } = plan;
  const stop = new AbortController();
  const telling = setInterval(() => {
    tell(`  ${creators.acknowledged.size} acknowledged`);
  }, tellEveryMs);
  const killing = killAgainAndAgain({
    product,
    random: seededRandom(seed),
    peaceMsMax,
    progress: () => creators.acknowledged.size / creates,
    killsWanted,
    signal: stop.signal,
    onKill: (name) => {
      tell(`  killed ${name}`);
    },
  });
  try {
    await Promise.race([creators.done, killing]);
    stop.abort();
    await creators.done;
    return await killing;
  } finally {
    clearInterval(telling);
  }
}

function listed(kills: ReadonlyMap<string, number>): string {
  return [...kills].map(([name, count]) => `${name} ${count}`).join(', ');
}
