import type { CreateSampleRequest, Sample } from '@benchline/proto/benchline/execution/v1/samples.ts';
import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/samples.ts';
import { accept, action, bulk, created, refuse, taken } from '@benchline/runtime';
import {
  experimentArchived,
  experimentExternalId,
  experimentKind,
  experimentNotFound,
} from '../experiments/experiment.ts';
import { externalIdTaken } from '../records/external-id.ts';
import { findParent } from '../records/parent.ts';
import { firstVersion } from '../records/record.ts';
import { plainRow } from '../records/row.ts';
import { sampleExternalId, sampleKind } from './sample.ts';

const moleculeTypeDefault = 'total RNA';

/** Registers a sample in an experiment. Refuses a second one with the same external id there. */
export const createSample = action(SampleServiceService.createSample, {
  load: (input) => ({
    experiment: experimentOf(input),
    externalIdIsTaken: (view) => {
      const experiment = experimentOf(input)(view);
      return experiment !== undefined && taken(sampleExternalId(experiment.id, input.externalId))(view);
    },
  }),
  decide({ experiment, externalIdIsTaken }, input, { nextId, now }) {
    if (experiment === undefined) return refuse(experimentNotFound());
    if (experiment.archivedAt !== undefined) return refuse(experimentArchived());
    if (externalIdIsTaken) return refuse(externalIdTaken());
    const sample = buildSample(input, { id: nextId(sampleKind), experimentId: experiment.id, now });
    return accept(sample, [created(sampleKind, sample)]);
  },
});

export const bulkCreateSamples = bulk(SampleServiceService.bulkCreateSamples, createSample, plainRow);

/** By its id; by its external id only where no id is given. */
function experimentOf({ experimentId: id, experimentExternalId: name }: CreateSampleRequest) {
  return findParent(experimentKind, { id, name: name === undefined ? undefined : experimentExternalId(name) });
}

function buildSample(
  { experimentExternalId: _, customFields, ...input }: CreateSampleRequest,
  { id, experimentId, now }: { readonly id: number; readonly experimentId: number; readonly now: string },
): Sample {
  return {
    ...input,
    ...firstVersion({ id, now }, customFields),
    experimentId,
    moleculeType: input.moleculeType ?? moleculeTypeDefault,
    status: 'registered',
    qcStatus: undefined,
  };
}
