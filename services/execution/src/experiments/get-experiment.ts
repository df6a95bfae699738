import { ExperimentServiceService } from '@benchline/proto/benchline/execution/v1/experiments.ts';
import { getRecord, getRecordByName } from '../records/get.ts';
import { experimentExternalId, experiments } from './experiment.ts';

export const getExperiment = getRecord(ExperimentServiceService.getExperiment, experiments);

export const getExperimentByExternalId = getRecordByName(
  ExperimentServiceService.getExperimentByExternalId,
  experiments,
  ({ externalId }) => experimentExternalId(externalId),
);
