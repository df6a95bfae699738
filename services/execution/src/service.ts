import type { Drivers, DomainService } from '@benchline/service';
import { startDomainService } from '@benchline/service';
import { createExperiment } from './experiments/create-experiment.ts';
import { experimentKind } from './experiments/experiment.ts';
import { getExperiment, getExperimentByExternalId } from './experiments/get-experiment.ts';
import { bulkCreateSamples, createSample } from './samples/create-sample.ts';
import { getSample, getSampleByExternalId } from './samples/get-sample.ts';
import { listSamples } from './samples/list-samples.ts';
import { sampleKind } from './samples/sample.ts';
import { updateSample } from './samples/update-sample.ts';

export const executionName = 'execution';

/** The shape of the projections. A change of it builds them anew beside the old ones. */
export const executionShape = 'v1';

export interface ExecutionConfig {
  readonly followEveryMs: number;
  readonly sweepEveryMs: number;
}

/** Experiments and samples. */
export function startExecution({ followEveryMs, sweepEveryMs }: ExecutionConfig, drivers: Drivers): DomainService {
  return startDomainService(
    {
      name: executionName,
      followEveryMs,
      sweepEveryMs,
      kinds: [experimentKind, sampleKind],
      actions: [
        createExperiment,
        getExperiment,
        getExperimentByExternalId,
        createSample,
        bulkCreateSamples,
        getSample,
        getSampleByExternalId,
        listSamples,
        updateSample,
      ],
    },
    drivers,
  );
}
