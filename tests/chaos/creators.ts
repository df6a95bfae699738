import type { NewSample, Sample } from '../harness/wire.ts';
import { insist } from './attempt.ts';
import { gatewaysOf } from './gateways.ts';
import type { Shift } from './shift.ts';

export interface CreatorsPlan {
  readonly key: string;
  readonly experimentId: number;
  /** Samples to create, and how many callers create them at once. */
  readonly creates: number;
  readonly clients: number;
  /** Whether it is too early to stop, however many were created. */
  readonly tooEarly: () => boolean;
}

/** Creates samples from many callers at once; each repeats a call with the same Idempotency-Key until it is acknowledged. */
export async function createSamples(plan: CreatorsPlan, { urls, journal, given: signal }: Shift): Promise<void> {
  const { key, experimentId, creates, clients, tooEarly } = plan;
  const gateways = gatewaysOf(urls, key);
  let next = 0;

  const create = async (number: number): Promise<void> => {
    const sample: NewSample = {
      external_id: `C-${String(number)}`,
      experiment_id: experimentId,
      organism: `organism ${String(number)}`,
      custom_fields: [{ field_name: 'number', field_value: String(number) }],
    };
    const headers = { 'idempotency-key': `chaos ${sample.external_id}` };
    const send = () => gateways.next().post<Sample>('/samples', sample, headers);
    const answer = await insist(send, { signal, onRepeat: journal.repeated });
    if (answer?.status === 201) {
      journal.samples.set(sample.external_id, answer.body);
      journal.did('samples');
    } else if (answer !== undefined) journal.refuse('create', answer);
  };
  const caller = async (): Promise<void> => {
    while ((next < creates || tooEarly()) && !signal.aborted) {
      next += 1;
      await create(next);
    }
  };
  await Promise.all(Array.from({ length: clients }, caller));
}
