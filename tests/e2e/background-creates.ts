import { eventually } from '@benchline/testing';
import type { Client } from '../harness/client.ts';
import type { Sample } from '../harness/wire.ts';

const callers = 8;
const progressTimeoutMs = 20_000;
const repeatsTimeoutMs = 25_000;

/** Work that goes on while a test does something to the product. */
export interface Background<T> extends AsyncDisposable {
  /** Resolves when so much more is done. */
  progress(more: number): Promise<void>;
  /** Lets what is under way end, and answers all results. */
  stop(): Promise<readonly T[]>;
}

/** Runs numbered pieces of work, several at once, until it is stopped. */
export function inTheBackground<T>(work: (number: number) => Promise<T>): Background<T> {
  const results: T[] = [];
  let [next, stopped, failure] = [0, false, undefined as unknown];
  const caller = async (): Promise<void> => {
    while (!stopped) {
      next += 1;
      results.push(await work(next));
    }
  };
  const done = Promise.all(Array.from({ length: callers }, caller)).catch((error: unknown) => {
    [stopped, failure] = [true, error];
  });
  const stop = async (): Promise<readonly T[]> => {
    stopped = true;
    await done;
    if (failure !== undefined) throw new Error('the work in the background failed', { cause: failure });
    return results;
  };
  return {
    async progress(more) {
      const goal = results.length + more;
      await eventually(() => stopped || results.length >= goal, { timeoutMs: progressTimeoutMs, what: `${more} more` });
    },
    stop,
    async [Symbol.asyncDispose]() {
      stopped = true;
      await done;
    },
  };
}

/** Creates a sample as a good client does: 503 and a broken connection mean the same call again. */
export function createPatiently(client: Client, experimentId: number, number: number): Promise<Sample> {
  const body = { external_id: `B-${number}`, experiment_id: experimentId };
  const key = { 'idempotency-key': `background ${experimentId} ${number}` };
  return eventually(
    async () => {
      const answer = await client.post<Sample>('/samples', body, key);
      if (answer.status === 201) return answer.body;
      if (answer.status !== 503) throw new Error(`${answer.status}: ${answer.text}`);
      return undefined;
    },
    { timeoutMs: repeatsTimeoutMs, intervalMs: 100, what: `sample ${number}` },
  );
}
