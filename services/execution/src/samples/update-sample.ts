import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/samples.ts';
import { bulk } from '@benchline/runtime';
import { plainRow } from '../records/row.ts';
import { updateRecord } from '../records/update.ts';
import { sampleExternalId, samples } from './sample.ts';

/** Writes the fields that the caller sent. */
export const updateSample = updateRecord(
  SampleServiceService.updateSample,
  samples,
  ({ experimentId = 0, externalId }) =>
    externalId === undefined ? undefined : sampleExternalId(experimentId, externalId),
);

export const bulkUpdateSamples = bulk(SampleServiceService.bulkUpdateSamples, updateSample, plainRow);
