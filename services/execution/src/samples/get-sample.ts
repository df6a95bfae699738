import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/samples.ts';
import { getRecord, getRecordByName } from '../records/get.ts';
import { sampleExternalId, samples } from './sample.ts';

export const getSample = getRecord(SampleServiceService.getSample, samples);

export const getSampleByExternalId = getRecordByName(
  SampleServiceService.getSampleByExternalId,
  samples,
  ({ experimentId, externalId }) => sampleExternalId(experimentId, externalId),
);
