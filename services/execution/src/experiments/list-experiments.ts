import { ExperimentServiceService } from '@benchline/proto/benchline/execution/v1/experiments.ts';
import { list } from '@benchline/runtime';
import { equal, passes, recordRange } from '../records/list.ts';
import { experimentKind } from './experiment.ts';

/** Experiments that pass every filter. A project that isn't there has none. */
export const listExperiments = list(ExperimentServiceService.listExperiments, {
  kind: experimentKind,
  load: () => ({}),
  range: (input) => recordRange(input, { project: input.projectId }),
  matches: (experiment, input) => equal(input.projectId, experiment.projectId) && passes(experiment, input),
  show: (experiment) => experiment,
});
