import type { ValuesOf } from '@benchline/config';
import { askKeyLease, keyLeases, openLeases } from '@benchline/leases';
import type { Channel } from '@benchline/rpc';
import type { AnyAction } from '@benchline/runtime';
import type { Drivers, DomainService } from '@benchline/service';
import { startDomainService } from '@benchline/service';
import type { executionSettings } from './config.ts';
import { checkRobots } from './config.ts';
import { experimentActions } from './experiments/actions.ts';
import { experimentKind } from './experiments/experiment.ts';
import { projectActions } from './projects/actions.ts';
import { projectKind } from './projects/project.ts';
import { getCommand } from './robots/get-command.ts';
import type { Robots } from './robots/start-robots.ts';
import { startRobots } from './robots/start-robots.ts';
import { sampleActions } from './samples/actions.ts';
import { sampleKind } from './samples/sample.ts';

export { checkRobots, executionSettings } from './config.ts';

export const executionName = 'execution';

/** The shape of the projections. A change of it builds them anew beside the old ones. */
export const executionShape = 'v2';

export interface ExecutionConfig extends ValuesOf<typeof executionSettings> {
  readonly followEveryMs: number;
  readonly sweepEveryMs: number;
  readonly natsUrl?: string | undefined;
  readonly engineTimeoutMs: number;
}

export interface ExecutionDrivers extends Drivers {
  /** The way to identity, which knows what keys may do. It stays its maker's to close. */
  readonly identity: Channel;
}

/** Projects, experiments and samples; and the commands of robots for them. */
export function startExecution(config: ExecutionConfig, drivers: ExecutionDrivers): DomainService {
  checkRobots(config);
  const { followEveryMs, sweepEveryMs } = config;
  const { declarations } = drivers;
  const actions = [
    ...projectActions,
    ...experimentActions(declarations),
    ...sampleActions(declarations),
    getCommand(declarations),
  ];
  const kinds = [projectKind, experimentKind, sampleKind];
  const service = startDomainService({ name: executionName, followEveryMs, sweepEveryMs, kinds, actions }, drivers);
  const robots = openRobots(config, { ...drivers, runtime: service.runtime, actions });
  return {
    ...service,
    stop: async () => {
      await robots?.stop();
      await service.stop();
    },
  };
}

interface RobotsParts extends ExecutionDrivers, Pick<DomainService, 'runtime'> {
  readonly actions: readonly AnyAction[];
}

/** Keys of robots whose standing is known without asking. */
const keyLeasesMax = 10_000;
const judgeWithinMs = 5_000;

/** What a replica does for robots, if there are any. */
function openRobots(config: ExecutionConfig, parts: RobotsParts): Robots | undefined {
  const { robots, natsUrl, engineTimeoutMs: timeoutMs } = config;
  if (robots === 'off' || natsUrl === undefined) return undefined;
  const { identity: channel, tokens, clock: now, logger, bus, meter } = parts;
  const { leases, reports, stop } = openLeases({
    judge: { channel, tokens, now, withinMs: judgeWithinMs, logger },
    ...{ bus, meter, clock: () => performance.now(), ask: askKeyLease, leasesMax: keyLeasesMax },
    held: { name: 'robot_leases', description: 'Keys of robots whose commands are taken without asking.' },
  });
  const { robotCommandBytesMax: commandBytesMax, robotStreamReplicas: replicas } = config;
  const running = startRobots(
    { natsUrl, timeoutMs, commandBytesMax, replicas },
    { ...parts, leases: keyLeases(leases), reports },
  );
  return {
    stop: async () => {
      await running.stop();
      await stop();
    },
  };
}
