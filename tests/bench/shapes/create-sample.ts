import { AppError } from '@benchline/errors';
import type { Experiment } from '@benchline/proto/benchline/execution/v1/experiments.ts';
import type { CreateSampleRequest, Sample } from '@benchline/proto/benchline/execution/v1/samples.ts';
import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/samples.ts';
import {
  accept,
  action,
  created,
  defineKind,
  entity,
  internalAction,
  refuse,
  taken,
  uniqueName,
} from '@benchline/runtime';

/** What execution does for a sample, as its own copy: the runtime is measured, and services keep their actions to themselves. */
const sampleName = uniqueName('sample.external_id');

export const experimentKind = defineKind<Experiment>({ name: 'experiment' });

export const sampleKind = defineKind<Sample>({
  name: 'sample',
  claims: ({ experimentId = 0, externalId = '' }) => [sampleName(experimentId, externalId)],
  terms: ({ experimentId = 0, externalId = '', status = '' }) => [
    `experiment:${String(experimentId)}`,
    `external_id:${externalId}`,
    `status:${status}`,
  ],
});

export const makeExperiment = internalAction('MakeExperiment', {
  load: () => ({}),
  decide(_found, _input: object, { nextId, now }) {
    const experiment: Experiment = {
      id: nextId(experimentKind),
      externalId: 'bench',
      name: 'Benchmark',
      code: 'bench-0001',
      status: 'registered',
      version: 1,
      createdAt: now,
      updatedAt: now,
      customFields: [],
      archivedAt: undefined,
    };
    return accept(experiment, [created(experimentKind, experiment)]);
  },
});

export const createSample = action(SampleServiceService.createSample, {
  load: ({ experimentId = 0, externalId }) => ({
    experiment: entity(experimentKind, experimentId),
    nameIsTaken: taken(sampleName(experimentId, externalId)),
  }),
  decide({ experiment, nameIsTaken }, input, { nextId, now }) {
    if (experiment === undefined || nameIsTaken) return refuse(new AppError('conflict', 'conflict', 'Not this one'));
    const sample = sampleOf(input, nextId(sampleKind), now);
    return accept(sample, [created(sampleKind, sample)]);
  },
});

function sampleOf(input: CreateSampleRequest, id: number, now: string): Sample {
  const { experimentId = 0, experimentExternalId: _, ...fields } = input;
  return {
    ...fields,
    experimentId,
    id,
    status: 'registered',
    version: 1,
    createdAt: now,
    updatedAt: now,
    archivedAt: undefined,
  };
}
