import type { Drivers, DomainService } from '@benchline/service';
import { startDomainService } from '@benchline/service';
import { experimentActions } from './experiments/actions.ts';
import { experimentKind } from './experiments/experiment.ts';
import { projectActions } from './projects/actions.ts';
import { projectKind } from './projects/project.ts';
import { sampleActions } from './samples/actions.ts';
import { sampleKind } from './samples/sample.ts';

export const executionName = 'execution';

/** The shape of the projections. A change of it builds them anew beside the old ones. */
export const executionShape = 'v2';

export interface ExecutionConfig {
  readonly followEveryMs: number;
  readonly sweepEveryMs: number;
}

/** Projects, experiments and samples. */
export function startExecution({ followEveryMs, sweepEveryMs }: ExecutionConfig, drivers: Drivers): DomainService {
  const { declarations } = drivers;
  return startDomainService(
    {
      name: executionName,
      followEveryMs,
      sweepEveryMs,
      kinds: [projectKind, experimentKind, sampleKind],
      actions: [...projectActions, ...experimentActions(declarations), ...sampleActions(declarations)],
    },
    drivers,
  );
}
