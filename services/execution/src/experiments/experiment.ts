import { AppError } from '@benchline/errors';
import type { Experiment } from '@benchline/proto/benchline/execution/v1/experiments.ts';
import type { Fields } from '@benchline/runtime';
import { defineKind, uniqueName } from '@benchline/runtime';
import { recordTerms } from '../records/list.ts';
import type { RecordKind } from '../records/record.ts';

export const experimentExternalId = uniqueName('experiment.external_id');

export const experimentKind = defineKind<Experiment>({
  name: 'experiment',
  schema: 2,
  upcasters: [addCustomFields],
  claims: ({ externalId = '', archivedAt }) => (archivedAt === undefined ? [experimentExternalId(externalId)] : []),
  terms: (experiment) => recordTerms(experiment, { project: experiment.projectId }),
  texts: ({ name = '', code = '' }) => [name, code],
});

export const experiments: RecordKind<Experiment> = {
  kind: experimentKind,
  notFound: experimentNotFound,
  claim: (_experiment, externalId) => experimentExternalId(externalId),
};

/** In schema 1 there were no custom fields, and experiments were made but never changed: every change is a whole record. */
function addCustomFields(fields: Fields): Fields {
  return { ...fields, customFields: [] };
}

export function experimentNotFound(): AppError {
  return new AppError('not_found', 'experiment_not_found', 'There is no such experiment');
}

/** The refusal of something new in an experiment that is no longer in use. */
export function experimentArchived(): AppError {
  return new AppError('conflict', 'experiment_archived', 'The experiment is archived');
}
