import { AppError } from '@benchline/errors';
import type { AuditEntry, AuditRecord, FollowedLog } from '@benchline/proto/benchline/audit/v1/audit.ts';
import type { Change } from '@benchline/runtime';
import { accept, changed, created, internalAction, named, refuse, revise } from '@benchline/runtime';
import { auditRecordKind } from '../entries/audit-record.ts';
import { followedLogKind, followedService } from './followed-log.ts';

/** A place in a followed log: all of commit `seq`, and so many changes of the next. */
export interface LogPlace {
  readonly seq: number;
  readonly changes: number;
}

/** Entries made of what lies between two places of a service's log, in order. */
export interface RecordChanges {
  readonly service: string;
  readonly from: LogPlace;
  readonly to: LogPlace;
  readonly entries: readonly Omit<AuditEntry, 'seq'>[];
}

/**
 * Records what another service did, together with how far its log has been followed: both or neither. Entries that do not begin where
 * the last ones ended are refused, so nothing is recorded twice and no gap can be.
 */
export const recordChanges = internalAction('RecordChanges', {
  load: ({ service }: RecordChanges) => ({ log: named(followedLogKind, followedService(service)) }),
  decide({ log }, { service, from, to, entries }, { nextId, now }) {
    if ((log?.seq ?? 0) !== from.seq || (log?.changes ?? 0) !== from.changes) return refuse(placeMoved());
    const records = entries.map((entry) => auditRecord(entry, nextId(auditRecordKind)));
    return accept(undefined, [
      ...records.map((record) => created(auditRecordKind, record)),
      ...moved(log, { service, to, now, nextId: () => nextId(followedLogKind) }),
    ]);
  },
});

function auditRecord(entry: Omit<AuditEntry, 'seq'>, id: number): AuditRecord {
  return { id, version: 1, entry: { ...entry, seq: id } };
}

function moved(
  log: FollowedLog | undefined,
  step: { readonly service: string; readonly to: LogPlace; readonly now: string; readonly nextId: () => number },
): readonly Change[] {
  const { service, to, now } = step;
  if (log === undefined) {
    const first = { id: step.nextId(), version: 1, updatedAt: now, service, ...to };
    return [created(followedLogKind, first)];
  }
  return changed(followedLogKind, log, revise(log, to, now));
}

function placeMoved(): AppError {
  return new AppError('conflict', 'log_place_moved', 'The log has been followed from there by another replica');
}
