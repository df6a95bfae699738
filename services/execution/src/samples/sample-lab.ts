import type { CreateSampleRequest, Sample } from '@benchline/proto/benchline/execution/v1/samples.ts';
import type { Lab, Refusal } from '@benchline/runtime/testing';
import { createExperiment } from '../experiments/create-experiment.ts';
import { recordLab } from '../records/record-lab.ts';
import { createSample } from './create-sample.ts';

/** A laboratory with two experiments, for tests of what is done with samples. */
export async function sampleLab(): Promise<Lab> {
  const made = recordLab();
  for (const externalId of ['E-1', 'E-2']) {
    await made.run(createExperiment, { externalId, name: externalId, customFields: [] });
  }
  return made;
}

/** A sample to create, in experiment 1. */
export function sampleInput(externalId: string, fields: Partial<CreateSampleRequest> = {}): CreateSampleRequest {
  return { externalId, experimentId: 1, customFields: [], ...fields };
}

/** Creates samples in this order. */
export async function withSamples(
  { run }: Lab,
  ...inputs: readonly CreateSampleRequest[]
): Promise<readonly (Sample | Refusal)[]> {
  const samples = [];
  for (const input of inputs) samples.push(await run(createSample, input));
  return samples;
}
