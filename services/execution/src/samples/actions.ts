import type { Declarations } from '@benchline/actions';
import { SampleServiceService } from '@benchline/proto/benchline/execution/v1/samples.ts';
import type { AnyAction } from '@benchline/runtime';
import { transitionRecord } from '../records/transition.ts';
import { archiveSample, correctSampleExternalId } from './correct-sample.ts';
import { bulkCreateSamples, createSample } from './create-sample.ts';
import { getSample, getSampleByExternalId } from './get-sample.ts';
import { listSamples } from './list-samples.ts';
import { reviewSampleQc } from './review-sample-qc.ts';
import { samples } from './sample.ts';
import { bulkUpdateSamples, updateSample } from './update-sample.ts';

/** What can be done with samples. The moves between their states are those of the declarations. */
export function sampleActions(declarations: Declarations): readonly AnyAction[] {
  return [
    createSample,
    bulkCreateSamples,
    getSample,
    getSampleByExternalId,
    listSamples,
    updateSample,
    bulkUpdateSamples,
    archiveSample,
    correctSampleExternalId,
    transitionRecord(SampleServiceService.transitionSample, samples, declarations),
    reviewSampleQc,
  ];
}
