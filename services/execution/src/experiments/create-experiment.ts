import { ExperimentServiceService } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { accept, action, created, refuse, taken } from '@benchline/runtime';
import { externalIdTaken } from '../external-id.ts';
import { recordCode } from './code.ts';
import { experimentExternalId, experimentKind } from './experiment.ts';

/** Registers an experiment. Refuses a second one with the same external id. */
export const createExperiment = action(ExperimentServiceService.createExperiment, {
  load: ({ externalId }) => ({ externalIdIsTaken: taken(experimentExternalId(externalId)) }),
  decide({ externalIdIsTaken }, { externalId, name }, { call, nextId, now }) {
    if (externalIdIsTaken) return refuse(externalIdTaken());
    const id = nextId(experimentKind);
    const experiment = {
      id,
      externalId,
      name,
      code: recordCode(call.organizationName, 'e', id),
      status: 'registered',
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    return accept(experiment, [created(experimentKind, experiment)]);
  },
});
