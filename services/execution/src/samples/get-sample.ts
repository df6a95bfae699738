import type { Sample } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { entity, named, query } from '@benchline/runtime';
import { sampleExternalId, sampleKind, sampleNotFound } from './sample.ts';

export const getSample = query(SampleServiceService.getSample, {
  load: ({ id }) => ({ sample: entity(sampleKind, id) }),
  answer: ({ sample }) => present(sample),
});

export const getSampleByExternalId = query(SampleServiceService.getSampleByExternalId, {
  load: ({ experimentId, externalId }) => ({ sample: named(sampleKind, sampleExternalId(experimentId, externalId)) }),
  answer: ({ sample }) => present(sample),
});

function present(sample: Sample | undefined): Sample {
  if (sample === undefined) throw sampleNotFound();
  return sample;
}
