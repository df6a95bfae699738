import { scheduler } from 'node:timers/promises';
import type { Client } from '../harness/client.ts';
import type { NewSample, Sample } from '../harness/wire.ts';

export interface CreatorsPlan {
  readonly client: Client;
  readonly experimentId: number;
  /** Samples to create, and how many callers create them at once. */
  readonly creates: number;
  readonly clients: number;
  /** Ends the trying, whether everything is acknowledged or not. */
  readonly signal: AbortSignal;
}

export interface Creators {
  /** Samples as they were acknowledged, by their external ids. */
  readonly acknowledged: ReadonlyMap<string, Sample>;
  /** Answers that were neither an acknowledgement nor "later", by status and detail: there should be none. */
  readonly refused: ReadonlyMap<string, number>;
  /** Calls that were repeated after 503 or a broken connection. */
  readonly repeats: number;
  readonly done: Promise<void>;
}

/** Long enough that the callers leave a part that is starting some of the machine. */
const pauseMs = 250;

/** Creates samples from many callers at once; each repeats a call with the same Idempotency-Key until it is acknowledged. */
export function startCreators({ client, experimentId, creates, clients, signal }: CreatorsPlan): Creators {
  const acknowledged = new Map<string, Sample>();
  const refused = new Map<string, number>();
  let [next, repeats] = [0, 0];

  const create = async (number: number): Promise<void> => {
    const sample: NewSample = {
      external_id: `C-${number}`,
      experiment_id: experimentId,
      organism: `organism ${number}`,
      custom_fields: [{ field_name: 'number', field_value: String(number) }],
    };
    while (!signal.aborted) {
      const outcome = await attempt(client, sample);
      if (typeof outcome === 'object') {
        acknowledged.set(sample.external_id, outcome);
        return;
      }
      if (outcome !== 'later') {
        refused.set(outcome, (refused.get(outcome) ?? 0) + 1);
        return;
      }
      repeats += 1;
      await scheduler.wait(pauseMs);
    }
  };
  const caller = async (): Promise<void> => {
    while (next < creates && !signal.aborted) {
      next += 1;
      await create(next);
    }
  };
  return {
    acknowledged,
    refused,
    get repeats() {
      return repeats;
    },
    done: Promise.all(Array.from({ length: clients }, caller)).then(() => undefined),
  };
}

/** The sample; `later` when the same call may be repeated; else what was answered. */
async function attempt(client: Client, sample: NewSample): Promise<Sample | string> {
  try {
    const { status, body, text } = await client.post<Sample>('/samples', sample, {
      'idempotency-key': `chaos ${sample.external_id}`,
    });
    if (status === 201) return body;
    return status === 503 ? 'later' : `${status} ${text.slice(0, 100)}`;
  } catch {
    return 'later'; // the connection broke, or the answer did not come in time: nobody knows what became of the call
  }
}
