import { AppError } from '@benchline/errors';
import type { Feed, Follower, Runtime } from '@benchline/runtime';
import { follow, internalQuery, named, oneRow, serviceCall } from '@benchline/runtime';
import type { Followed } from './entries-of.ts';
import { commandsOf } from './entries-of.ts';
import { followedLogKind, followedService } from './followed-log.ts';
import type { LogPlace } from './record-changes.ts';
import { recordChanges } from './record-changes.ts';

export interface FollowedService extends Followed {
  readonly feed: Feed;
  readonly runtime: Runtime;
  readonly clock: () => number;
  readonly everyMs: number;
  readonly failed: (error: unknown) => void;
}

const recordWithinMs = 30_000;

/** Follows one service's log and records what it says. Several replicas may do so: the faster one's place counts. */
export function followService(config: FollowedService): Follower {
  const { service, feed, runtime, clock } = config;
  const place = async (org: number): Promise<LogPlace> => {
    const found = await runtime.query(org, placeQuery, service);
    return found as LogPlace; // what `placeQuery` answers
  };
  return follow({
    feed,
    position: async (org) => (await place(org)).seq,
    take: async (org, commits) => {
      for (const command of commandsOf(config, await place(org), commits)) {
        await runtime
          .change({
            name: recordChanges.name,
            action: recordChanges,
            bulk: undefined,
            rows: oneRow(command),
            call: serviceCall('audit', org),
            deadline: clock() + recordWithinMs,
            idempotency: undefined,
          })
          .catch(unlessMoved);
      }
    },
    everyMs: config.everyMs,
    failed: config.failed,
  });
}

/** Another replica recorded it. The next round begins at the place it left. */
function unlessMoved(thrown: unknown): void {
  if (!(thrown instanceof AppError && thrown.reason === 'log_place_moved')) throw thrown;
}

const placeQuery = internalQuery('FollowedPlace', {
  load: (service: string) => ({ log: named(followedLogKind, followedService(service)) }),
  answer: ({ log }): LogPlace => ({ seq: log?.seq ?? 0, changes: log?.changes ?? 0 }),
});
