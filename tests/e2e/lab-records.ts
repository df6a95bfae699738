import { randomUUID } from 'node:crypto';
import type { Client } from '../harness/client.ts';
import type { Experiment, NewSample, Sample } from '../harness/wire.ts';

/** Registers an experiment with an external id that nobody else has. */
export async function newExperiment(client: Client): Promise<Experiment> {
  const answer = await client.post<Experiment>('/experiments', { external_id: `E-${randomUUID()}`, name: 'Run' });
  if (answer.status !== 201) throw new Error(`no experiment: ${answer.text}`);
  return answer.body;
}

/** Registers a sample that must be accepted. */
export async function newSample(client: Client, sample: NewSample): Promise<Sample> {
  const answer = await client.post<Sample>('/samples', sample);
  if (answer.status !== 201) throw new Error(`no sample: ${answer.text}`);
  return answer.body;
}

/** A key that no other call has. */
export function onceOnly(): { readonly 'idempotency-key': string } {
  return { 'idempotency-key': randomUUID() };
}
