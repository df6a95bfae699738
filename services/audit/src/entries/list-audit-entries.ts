import type {
  AuditActor,
  AuditEntry,
  AuditRecord,
  ListAuditEntriesRequest,
  ListAuditEntriesResponse,
} from '@benchline/proto/benchline/audit/v1/audit.ts';
import { AuditServiceService } from '@benchline/proto/benchline/audit/v1/audit.ts';
import type { Procedure, Range } from '@benchline/runtime';
import { internalList, procedure } from '@benchline/runtime';
import type { NameActors } from './actor-names.ts';
import { auditRecordKind, auditTerms, referenceTo } from './audit-record.ts';

/** Entries, newest first, with the names that their actors have now where the logs have none. */
export function listAuditEntries(nameActors: NameActors): Procedure<ListAuditEntriesRequest, ListAuditEntriesResponse> {
  return procedure(AuditServiceService.listAuditEntries, async (input, { call, deadline, list }) => {
    const { items, nextCursor } = await list(auditEntries, input);
    const entries = items as readonly AuditEntry[]; // what `auditEntries` shows
    const nameless = entries.flatMap(({ actor }) => (actor?.name === '' ? [actor] : []));
    const names = await nameActors(call.organizationId, nameless, deadline);
    return { items: entries.map((entry) => named(entry, names)), nextCursor };
  });
}

/** The same as they are kept. */
export const auditEntries = internalList<ListAuditEntriesRequest, AuditRecord>('ListAuditEntries', {
  kind: auditRecordKind,
  range: narrowest,
  matches: (record, filter) => matches(entryOf(record), filter),
  show: entryOf,
});

function named(entry: AuditEntry, names: ReadonlyMap<string, string>): AuditEntry {
  const { actor } = entry;
  return actor === undefined || actor.name !== '' ? entry : { ...entry, actor: withName(actor, names) };
}

function withName(actor: AuditActor, names: ReadonlyMap<string, string>): AuditActor {
  return { ...actor, name: names.get(referenceTo(actor)) ?? '' };
}

const dayMs = 86_400_000;
const daysMax = 31;

/**
 * The few that the filters leave to be looked at. Of a longer time, or one that is open at an end, the days are too many to look under:
 * on its way to `to`, and past `from`, such a list has short pages.
 */
function narrowest({ entity, actor, action, outcome, ...times }: ListAuditEntriesRequest): Range {
  if (entity !== undefined) return { by: 'terms', terms: [auditTerms.entity(entity)] };
  if (actor !== undefined) return { by: 'terms', terms: [auditTerms.actor(actor)] };
  if (action !== undefined) return { by: 'terms', terms: [auditTerms.action(action)] };
  const days = daysOf(times);
  if (days !== undefined) return { by: 'terms', terms: days.map(auditTerms.day) };
  return outcome === 'refused' ? { by: 'terms', terms: [auditTerms.refused] } : { by: 'kind' };
}

/** The days, UTC, on which something from `from` on and before `to` can be; none of a time that is open or too long. */
function daysOf({ from, to }: Pick<ListAuditEntriesRequest, 'from' | 'to'>): readonly number[] | undefined {
  if (from === undefined || to === undefined) return undefined;
  const first = Math.floor(Date.parse(from) / dayMs);
  const count = Math.max(0, Math.ceil(Date.parse(to) / dayMs) - first);
  return count > daysMax ? undefined : Array.from({ length: count }, (_, index) => (first + index) * dayMs);
}

function matches(entry: AuditEntry, filter: ListAuditEntriesRequest): boolean {
  const { entity, actor, action, outcome } = entry;
  return (
    same(filter.entity, entity && referenceTo(entity)) &&
    same(filter.actor, actor && referenceTo(actor)) &&
    same(filter.action, action) &&
    same(filter.outcome, outcome) &&
    within(Date.parse(entry.at ?? ''), filter)
  );
}

function same(wanted: string | undefined, value: string | undefined): boolean {
  return wanted === undefined || wanted === value;
}

function within(at: number, { from, to }: ListAuditEntriesRequest): boolean {
  return (from === undefined || at >= Date.parse(from)) && (to === undefined || at < Date.parse(to));
}

function entryOf({ id, entry }: AuditRecord): AuditEntry {
  if (entry === undefined) throw new Error(`audit record ${String(id)} has no entry`);
  return entry;
}
