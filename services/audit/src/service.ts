import type { Drivers, DomainService } from '@benchline/service';
import { logSubject, startDomainService } from '@benchline/service';
import type { Feed } from '@benchline/runtime';
import type { NameActors } from './entries/actor-names.ts';
import { auditRecordKind } from './entries/audit-record.ts';
import { listAuditEntries } from './entries/list-audit-entries.ts';
import { followService } from './following/follow-service.ts';
import { followedLogKind } from './following/followed-log.ts';

export { remoteNames } from './entries/actor-names.ts';

export const auditName = 'audit';

/** The shape of the projections. A change of it builds them anew beside the old ones. */
export const auditShape = 'v3';

export interface AuditConfig {
  readonly followEveryMs: number;
  readonly sweepEveryMs: number;
}

export interface AuditDrivers extends Drivers {
  /** The logs to follow, by the names of their services. */
  readonly feeds: Readonly<Record<string, Feed>>;
  /** Who the actors are whose names the logs don't have. */
  readonly nameActors: NameActors;
}

/** The list of all that was done, made of the other services' logs. */
export function startAudit({ followEveryMs, sweepEveryMs }: AuditConfig, drivers: AuditDrivers): DomainService {
  const { feeds, nameActors, bus, declarations, logger, clock } = drivers;
  const service = startDomainService(
    {
      name: auditName,
      followEveryMs,
      sweepEveryMs,
      kinds: [auditRecordKind, followedLogKind],
      actions: [listAuditEntries(nameActors)],
    },
    drivers,
  );
  const followers = Object.entries(feeds).map(([followed, feed]) => {
    const follower = followService({
      service: followed,
      declarations,
      feed,
      runtime: service.runtime,
      clock,
      everyMs: followEveryMs,
      failed: (error) => {
        logger.warn({ error, followed }, 'entries are late');
      },
    });
    const bell = bus.listen(logSubject('*', followed), ({ subject }) => {
      follower.ring(Number(subject.split('.')[1]));
    });
    return {
      stop: async () => {
        await bell.stop();
        await follower.stop();
      },
    };
  });
  return {
    ...service,
    stop: async () => {
      await Promise.all(followers.map((follower) => follower.stop()));
      await service.stop();
    },
  };
}
