import type { Answer } from '../harness/client.ts';
import type { BulkAnswer, NewSample } from '../harness/wire.ts';
import { attempt, insist } from './attempt.ts';
import { gatewaysOf } from './gateways.ts';
import { pause } from './pause.ts';
import { untilEnough, type Shift } from './shift.ts';

export interface BulkPlan {
  readonly key: string;
  readonly experimentId: number;
  readonly callers: number;
}

const rowsAtOnce = 50;
const lookEveryMs = 20;

/**
 * Creates samples in bulk, about as many as are created one by one; each caller repeats a call with the same Idempotency-Key until it is
 * finished, and then once more, to be answered the very same.
 */
export async function createInBulk(plan: BulkPlan, shift: Shift): Promise<void> {
  const { urls, journal, given: signal, enough } = shift;
  const gateways = gatewaysOf(urls, plan.key);
  let calls = 0;

  const round = async (): Promise<boolean> => {
    calls += 1;
    const items = rowsOf(calls, plan.experimentId);
    const headers = { 'idempotency-key': `chaos bulk ${String(calls)}` };
    const send = () => gateways.next().post<BulkAnswer>('/samples/bulk', { items }, headers);
    const answer = await insist(send, { signal, onRepeat: journal.repeated });
    if (answer === undefined) return false;
    if (!isAllMade(answer, items)) {
      journal.refuse('bulk', { status: answer.status, text: tellingPart(answer) });
      return true;
    }
    journal.rows.push(...items.map((sent, at) => ({ id: answer.body.items[at]?.id ?? 0, sent })));
    journal.did('bulk rows', items.length);
    const again = await attempt(send);
    if (again !== undefined && again.text !== answer.text) journal.refuse('bulk, answered otherwise', again);
    // In step with those who create one by one, so that there are bulk calls all the time.
    while (!enough.aborted && journal.rows.length > journal.samples.size) await pause(lookEveryMs, enough);
    return true;
  };
  await Promise.all(Array.from({ length: plan.callers }, () => untilEnough(shift, round)));
}

function rowsOf(call: number, experiment: number): readonly NewSample[] {
  return Array.from({ length: rowsAtOnce }, (_, row) => ({
    external_id: `B-${String(call)}-${String(row)}`,
    experiment_id: experiment,
    organism: `organism of row ${String(row)}`,
  }));
}

/** Whether each row was made, once, in its place. */
function isAllMade({ status, body }: Answer<BulkAnswer>, items: readonly NewSample[]): boolean {
  return (
    status === 200 &&
    body.items.length === items.length &&
    body.items.every((row, at) => row.status === 201 && row.external_id === items[at]?.external_id)
  );
}

function tellingPart({ status, body, text }: Answer<BulkAnswer>): string {
  const row = status === 200 ? body.items.find((each) => each.status !== 201) : undefined;
  return row === undefined ? text : JSON.stringify({ ...row, external_id: undefined, index: undefined });
}
