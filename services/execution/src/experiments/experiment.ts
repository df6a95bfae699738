import { AppError } from '@benchline/errors';
import type { Experiment } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { defineKind, uniqueName } from '@benchline/runtime';

export const experimentExternalId = uniqueName('experiment.external_id');

export const experimentKind = defineKind<Experiment>({
  name: 'experiment',
  claims: ({ externalId }) => (externalId === undefined ? [] : [experimentExternalId(externalId)]),
});

export function experimentNotFound(): AppError {
  return new AppError('not_found', 'experiment_not_found', 'There is no such experiment');
}
