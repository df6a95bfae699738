import type { AuditEntry, AuditRecord, ListAuditEntriesRequest } from '@benchline/proto/benchline/audit/v1/audit.ts';
import { AuditServiceService } from '@benchline/proto/benchline/audit/v1/audit.ts';
import type { Range } from '@benchline/runtime';
import { list } from '@benchline/runtime';
import { auditRecordKind, auditTerms } from './audit-record.ts';

export const listAuditEntries = list(AuditServiceService.listAuditEntries, {
  kind: auditRecordKind,
  load: () => ({}),
  range: narrowest,
  matches: (record, filter) => matches(entryOf(record), filter),
  show: entryOf,
});

function narrowest({ entity, actor, action }: ListAuditEntriesRequest): Range {
  if (entity !== undefined) return { by: 'terms', terms: [auditTerms.entity(entity)] };
  if (actor !== undefined) return { by: 'terms', terms: [auditTerms.actor(actor)] };
  return action === undefined ? { by: 'kind' } : { by: 'terms', terms: [auditTerms.action(action)] };
}

function matches(entry: AuditEntry, filter: ListAuditEntriesRequest): boolean {
  const { entity, actor, action, outcome } = entry;
  return (
    same(filter.entity, `${String(entity?.kind)}/${String(entity?.id)}`) &&
    same(filter.actor, `${String(actor?.kind)}/${String(actor?.id)}`) &&
    same(filter.action, action) &&
    same(filter.outcome, outcome) &&
    within(Date.parse(entry.at ?? ''), filter)
  );
}

function same(wanted: string | undefined, value: string): boolean {
  return wanted === undefined || wanted === value;
}

function within(at: number, { from, to }: ListAuditEntriesRequest): boolean {
  return (from === undefined || at >= Date.parse(from)) && (to === undefined || at < Date.parse(to));
}

function entryOf({ id, entry }: AuditRecord): AuditEntry {
  if (entry === undefined) throw new Error(`audit record ${String(id)} has no entry`);
  return entry;
}
