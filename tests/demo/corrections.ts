import type { Client } from '../harness/client.ts';
import type { Experiment } from '../harness/wire.ts';
import { patiently } from './patiently.ts';

/** Somebody mistyped the name of a study. */
const mistyped = new Map([['PAL0910', 'PAL-0910']]);

/** The external id that a study's experiment is registered as. */
export function registeredAs(study: string): string {
  return mistyped.get(study) ?? study;
}

/** Gives an experiment the external id that it should have. Answers whether it had another one. */
export async function correctExternalId(people: Client, experiment: Experiment, study: string): Promise<boolean> {
  if (experiment.external_id === study) return false;
  const body = { external_id: study, reason: 'Mistyped when it was registered: the field book says ' + study };
  await patiently(() => people.post(`/api/v1/experiments/${String(experiment.id)}/external-id`, body), [200]);
  return true;
}
