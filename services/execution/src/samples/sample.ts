import { AppError } from '@benchline/errors';
import type { Sample } from '@benchline/proto/benchline/execution/v1/samples.ts';
import { defineKind, uniqueName } from '@benchline/runtime';
import { recordTerms } from '../records/list.ts';
import type { RecordKind } from '../records/record.ts';

/** Unique within an experiment. */
export const sampleExternalId = uniqueName('sample.external_id');

export const sampleKind = defineKind<Sample>({
  name: 'sample',
  claims: ({ experimentId = 0, externalId = '', archivedAt }) =>
    archivedAt === undefined ? [sampleExternalId(experimentId, externalId)] : [],
  terms: (sample) => recordTerms(sample, { experiment: sample.experimentId, qc_status: sample.qcStatus }),
  texts: ({ externalId = '', organism = '' }) => [externalId, organism],
});

export const samples: RecordKind<Sample> = {
  kind: sampleKind,
  notFound: sampleNotFound,
  claim: ({ experimentId }, externalId) => sampleExternalId(experimentId, externalId),
};

export function sampleNotFound(): AppError {
  return new AppError('not_found', 'sample_not_found', 'There is no such sample');
}
