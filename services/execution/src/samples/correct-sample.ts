import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/samples.ts';
import { archiveRecord } from '../records/archive.ts';
import { correctExternalId } from '../records/external-id.ts';
import { samples } from './sample.ts';

export const archiveSample = archiveRecord(SampleServiceService.archiveSample, samples);

export const correctSampleExternalId = correctExternalId(SampleServiceService.correctSampleExternalId, samples);
