import type { CreateSampleRequest, Sample } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/execution.ts';
import { accept, action, bulk, created, entity, named, refuse, taken } from '@benchline/runtime';
import { experimentExternalId, experimentKind, experimentNotFound } from '../experiments/experiment.ts';
import { externalIdTaken } from '../external-id.ts';
import { withCustomFields } from './custom-fields.ts';
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
    if (externalIdIsTaken) return refuse(externalIdTaken());
    const sample = buildSample(input, { id: nextId(sampleKind), experimentId: experiment.id, now });
    return accept(sample, [created(sampleKind, sample)]);
  },
});

export const bulkCreateSamples = bulk(SampleServiceService.bulkCreateSamples, createSample, ({ id, externalId }) => ({
  id,
  code: undefined,
  externalId,
}));

/** By its id; by its external id only where no id is given. */
function experimentOf({ experimentId, experimentExternalId: externalId = '' }: CreateSampleRequest) {
  return experimentId === undefined
    ? named(experimentKind, experimentExternalId(externalId))
    : entity(experimentKind, experimentId);
}

function buildSample(
  { experimentExternalId: _, ...input }: CreateSampleRequest,
  { id, experimentId, now }: { readonly id: number; readonly experimentId: number; readonly now: string },
): Sample {
  return {
    ...input,
    id,
    experimentId,
    moleculeType: input.moleculeType ?? moleculeTypeDefault,
    customFields: withCustomFields([], input.customFields),
    status: 'registered',
    qcStatus: undefined,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}
