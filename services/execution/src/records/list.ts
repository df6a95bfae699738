import type { Indexable, Range } from '@benchline/runtime';
import type { LabRecord } from './record.ts';

/** The filters that all lists of records have. */
export interface RecordFilters {
  readonly ids: readonly number[];
  readonly externalIds: readonly string[];
  readonly externalId?: string | undefined;
  readonly status?: string | undefined;
  readonly archived?: boolean | undefined;
}

/** What a list can find records by, beside what all records have: `experiment` → 7. Unset facts are nothing to find. */
export type Facts = Readonly<Record<string, string | number | undefined>>;

/**
 * The terms of a record. Those of archived ones are apart, so that a walk over the others never meets them.
 */
export function recordTerms({ archivedAt, externalId, status }: Indexable<LabRecord>, facts: Facts): string[] {
  const archived = archivedAt !== undefined;
  return [allOf(archived), ...factTerms(archived, { external_id: externalId, status, ...facts })];
}

/** Where to look for what the filters let through: the narrowest place. `facts` come before the status. */
export function recordRange(filters: RecordFilters, facts: Facts): Range {
  const { ids, status, archived = false } = filters;
  if (ids.length > 0) return { by: 'ids', ids };
  const wanted = namesAskedFor(filters);
  if (wanted.length > 0) {
    return { by: 'terms', terms: wanted.flatMap((one) => factTerms(archived, { external_id: one })) };
  }
  const [narrowest = allOf(archived)] = factTerms(archived, { ...facts, status });
  return { by: 'terms', terms: [narrowest] };
}

/** The external ids of which a record must have one; none where any will do. */
export function namesAskedFor({ externalIds, externalId }: RecordFilters): readonly string[] {
  return externalIds.length > 0 ? externalIds : externalId === undefined ? [] : [externalId];
}

/** Whether a record passes the filters that all lists have. What `q` looks at, its kind says. */
export function passes(state: LabRecord, filters: RecordFilters): boolean {
  const { ids, externalIds, externalId, status, archived = false } = filters;
  return (
    archived === (state.archivedAt !== undefined) &&
    equal(externalId, state.externalId) &&
    equal(status, state.status) &&
    among(ids, state.id) &&
    among(externalIds, state.externalId)
  );
}

/** Whether a filter lets a value through; one that is not set lets through all. */
export function equal<T>(wanted: T | undefined, value: T): boolean {
  return wanted === undefined || wanted === value;
}

function among<T>(wanted: readonly T[], value: T): boolean {
  return wanted.length === 0 || wanted.includes(value);
}

function allOf(archived: boolean): string {
  return archived ? 'archived' : 'in_use';
}

function factTerms(archived: boolean, facts: Facts): string[] {
  const set = Object.entries(facts).filter(([, value]) => value !== undefined);
  return set.map(([name, value]) => `${archived ? 'archived/' : ''}${name}:${String(value)}`);
}
