import { eventually } from '@benchline/testing/servers';
import { made } from '../../harness/administration.ts';
import type { Answer, Client } from '../../harness/client.ts';
import type { BulkAnswer } from '../../harness/wire.ts';
import { filledSample, samplesPerCall, type Filling } from './filling.ts';

const callsInFlight = 4;
const stepSamplesMax = 100_000;
const answerTimeoutMs = 120_000;
const retryMs = 1_000;

export interface FillStep {
  /** How many samples there are now. */
  readonly samples: number;
  /** Since the step before. */
  readonly perSecond: number;
}

/** Fills an empty store through the product's bulk door, and tells of every 100,000 samples, or every tenth of fewer. */
export async function fillStore(
  client: Client,
  filling: Filling,
  tell: (step: FillStep) => void,
): Promise<readonly FillStep[]> {
  await fillExperiments(client, filling.experiments);
  const calls = filling.samples / samplesPerCall;
  const step = Math.min(stepSamplesMax, Math.max(samplesPerCall, filling.samples / 10));
  const steps: FillStep[] = [];
  let [next, done, told, toldAt] = [0, 0, 0, performance.now()];

  async function fillOn(): Promise<void> {
    while (next < calls) {
      const call = next;
      next += 1;
      const numbers = Array.from({ length: samplesPerCall }, (_, row) => call * samplesPerCall + row + 1);
      const items = numbers.map((number) => filledSample(filling, number));
      await bulk(client, '/samples/bulk', `samples-${String(call)}`, items);
      done += samplesPerCall;
      if (done - told >= step || done === filling.samples) tellStep();
    }
  }

  function tellStep(): void {
    const now = performance.now();
    const made = { samples: done, perSecond: ((done - told) * 1_000) / (now - toldAt) };
    [told, toldAt] = [done, now];
    steps.push(made);
    tell(made);
  }

  await Promise.all(Array.from({ length: callsInFlight }, fillOn));
  return steps;
}

/** They get the ids from 1 on, since nothing was there before. */
async function fillExperiments(client: Client, count: number): Promise<void> {
  for (let from = 1; from <= count; from += samplesPerCall) {
    const numbers = Array.from({ length: Math.min(samplesPerCall, count - from + 1) }, (_, at) => from + at);
    const items = numbers.map((number) => ({ external_id: `E-${String(number)}`, name: `Colony ${String(number)}` }));
    const ids = await bulk(client, '/experiments/bulk', `experiments-${String(from)}`, items);
    if (ids[0] !== from) throw new Error('the store was not empty');
  }
}

async function bulk(
  client: Client,
  path: string,
  key: string,
  items: readonly unknown[],
): Promise<readonly (number | undefined)[]> {
  const { failed, items: rows } = made(await untilAnswered(client, { path, key, items }), 200);
  if (failed > 0) throw new Error(`${String(failed)} rows of ${path} failed: ${JSON.stringify(rows).slice(0, 500)}`);
  return rows.map(({ id }) => id);
}

interface BulkCall {
  readonly path: string;
  readonly key: string;
  readonly items: readonly unknown[];
}

/** After a 503 it is sent again: nothing of it was done, or what was done is found by its key. */
async function untilAnswered(client: Client, { path, key, items }: BulkCall): Promise<Answer<BulkAnswer>> {
  return await eventually(
    async () => {
      const answer = await client.post<BulkAnswer>(path, { items }, { 'idempotency-key': key });
      return answer.status === 503 ? undefined : answer;
    },
    { timeoutMs: answerTimeoutMs, intervalMs: retryMs, what: `an answer of ${path}` },
  );
}
