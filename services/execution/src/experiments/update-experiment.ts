import { ExperimentServiceService } from '@benchline/proto/benchline/execution/v1/experiments.ts';
import { bulk } from '@benchline/runtime';
import { codedRow } from '../records/row.ts';
import { updateRecord } from '../records/update.ts';
import { experimentExternalId, experiments } from './experiment.ts';

/** Writes the fields that the caller sent. */
export const updateExperiment = updateRecord(
  ExperimentServiceService.updateExperiment,
  experiments,
  ({ externalId }) => (externalId === undefined ? undefined : experimentExternalId(externalId)),
);

export const bulkUpdateExperiments = bulk(ExperimentServiceService.bulkUpdateExperiments, updateExperiment, codedRow);
