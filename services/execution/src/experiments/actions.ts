import type { Declarations } from '@benchline/actions';
import { ExperimentServiceService } from '@benchline/proto/benchline/execution/v1/experiments.ts';
import type { AnyAction } from '@benchline/runtime';
import { transitionRecord } from '../records/transition.ts';
import { archiveExperiment, correctExperimentExternalId } from './correct-experiment.ts';
import { bulkCreateExperiments, createExperiment } from './create-experiment.ts';
import { experiments } from './experiment.ts';
import { getExperiment, getExperimentByExternalId } from './get-experiment.ts';
import { listExperiments } from './list-experiments.ts';
import { bulkUpdateExperiments, updateExperiment } from './update-experiment.ts';

/** What can be done with experiments. The moves between their states are those of the declarations. */
export function experimentActions(declarations: Declarations): readonly AnyAction[] {
  return [
    createExperiment,
    bulkCreateExperiments,
    getExperiment,
    getExperimentByExternalId,
    listExperiments,
    updateExperiment,
    bulkUpdateExperiments,
    archiveExperiment,
    correctExperimentExternalId,
    transitionRecord(ExperimentServiceService.transitionExperiment, experiments, declarations),
  ];
}
