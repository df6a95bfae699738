import type { CreateExperimentRequest } from '@benchline/proto/benchline/execution/v1/experiments.ts';
import { ExperimentServiceService } from '@benchline/proto/benchline/execution/v1/experiments.ts';
import { accept, action, bulk, created, refuse, taken } from '@benchline/runtime';
import { projectArchived, projectExternalId, projectKind, projectNotFound } from '../projects/project.ts';
import { recordCode } from '../records/code.ts';
import { externalIdTaken } from '../records/external-id.ts';
import { findParent } from '../records/parent.ts';
import { firstVersion } from '../records/record.ts';
import { codedRow } from '../records/row.ts';
import { experimentExternalId, experimentKind } from './experiment.ts';

/** Registers an experiment, in a project where one is named. Refuses a second one with the same external id. */
export const createExperiment = action(ExperimentServiceService.createExperiment, {
  load: (input) => ({
    project: projectOf(input),
    externalIdIsTaken: taken(experimentExternalId(input.externalId)),
  }),
  decide({ project, externalIdIsTaken }, input, { call, nextId, now }) {
    if (project === undefined && namesProject(input)) return refuse(projectNotFound());
    if (project?.archivedAt !== undefined) return refuse(projectArchived());
    if (externalIdIsTaken) return refuse(externalIdTaken());
    const id = nextId(experimentKind);
    const { projectExternalId: _, customFields, ...fields } = input;
    const experiment = {
      ...fields,
      ...firstVersion({ id, now }, customFields),
      projectId: project?.id,
      code: recordCode(call.organizationName, 'e', id),
      status: 'registered',
    };
    return accept(experiment, [created(experimentKind, experiment)]);
  },
});

export const bulkCreateExperiments = bulk(ExperimentServiceService.bulkCreateExperiments, createExperiment, codedRow);

function namesProject({ projectId, projectExternalId: name }: CreateExperimentRequest): boolean {
  return projectId !== undefined || name !== undefined;
}

/** By its id; by its external id only where no id is given. */
function projectOf({ projectId: id, projectExternalId: name }: CreateExperimentRequest) {
  return findParent(projectKind, { id, name: name === undefined ? undefined : projectExternalId(name) });
}
