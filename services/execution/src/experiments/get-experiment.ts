import type { Experiment } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { ExperimentServiceService } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { entity, named, query } from '@benchline/runtime';
import { experimentExternalId, experimentKind, experimentNotFound } from './experiment.ts';

export const getExperiment = query(ExperimentServiceService.getExperiment, {
  load: ({ id }) => ({ experiment: entity(experimentKind, id) }),
  answer: ({ experiment }) => present(experiment),
});

export const getExperimentByExternalId = query(ExperimentServiceService.getExperimentByExternalId, {
  load: ({ externalId }) => ({ experiment: named(experimentKind, experimentExternalId(externalId)) }),
  answer: ({ experiment }) => present(experiment),
});

function present(experiment: Experiment | undefined): Experiment {
  if (experiment === undefined) throw experimentNotFound();
  return experiment;
}
