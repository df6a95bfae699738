import { AppError } from '@benchline/errors';
import type { Sample } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { defineKind, uniqueName } from '@benchline/runtime';

/** Unique within an experiment. */
export const sampleExternalId = uniqueName('sample.external_id');

export const sampleKind = defineKind<Sample>({
  name: 'sample',
  claims: ({ experimentId, externalId }) =>
    experimentId === undefined || externalId === undefined ? [] : [sampleExternalId(experimentId, externalId)],
  terms: ({ experimentId, externalId, status, qcStatus }) => [
    sampleTerms.experiment(experimentId ?? 0),
    sampleTerms.externalId(externalId ?? ''),
    sampleTerms.status(status ?? ''),
    ...(qcStatus === undefined ? [] : [sampleTerms.qcStatus(qcStatus)]),
  ],
});

/** What lists find samples by. */
export const sampleTerms = {
  experiment: (id: number): string => `experiment:${String(id)}`,
  externalId: (externalId: string): string => `external_id:${externalId}`,
  status: (status: string): string => `status:${status}`,
  qcStatus: (status: string): string => `qc_status:${status}`,
} as const;

export function sampleNotFound(): AppError {
  return new AppError('not_found', 'sample_not_found', 'There is no such sample');
}
