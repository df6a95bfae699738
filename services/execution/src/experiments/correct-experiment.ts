import { ExperimentServiceService } from '@benchline/proto/benchline/execution/v1/experiments.ts';
import { archiveRecord } from '../records/archive.ts';
import { correctExternalId } from '../records/external-id.ts';
import { experiments } from './experiment.ts';

export const archiveExperiment = archiveRecord(ExperimentServiceService.archiveExperiment, experiments);

export const correctExperimentExternalId = correctExternalId(
  ExperimentServiceService.correctExperimentExternalId,
  experiments,
);
