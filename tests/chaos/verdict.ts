import { isDeepStrictEqual } from 'node:util';
import type { AuditEntry, Sample } from '../harness/wire.ts';

export interface Evidence {
  /** What callers were told, by external id. */
  readonly acknowledged: ReadonlyMap<string, Sample>;
  /** What the API lists. */
  readonly samples: readonly Sample[];
  /** All audit entries. */
  readonly entries: readonly AuditEntry[];
}

export interface Verdict {
  readonly acknowledged: number;
  /** Acknowledged, and not there or not as it was acknowledged. */
  readonly lost: number;
  /** Ids and external ids that stand for more than one sample, and ids that stand for none. */
  readonly doubled: number;
  /** Versions of records without exactly one entry, and numbers of entries or places of the log that are missing or doubled. */
  readonly auditGaps: number;
}

/** Holds what was acknowledged against what is there. */
export function judge({ acknowledged, samples, entries }: Evidence): Verdict {
  const byExternalId = new Map(samples.map((sample) => [sample.external_id, sample]));
  const lost = [...acknowledged].filter(([id, sample]) => !isDeepStrictEqual(byExternalId.get(id), sample)).length;
  const ids = samples.map(({ id }) => id);
  return {
    acknowledged: acknowledged.size,
    lost,
    doubled: repeated(ids) + repeated(samples.map(({ external_id }) => external_id)) + missing(ids),
    auditGaps: gapsOfRecords(samples, entries) + gapsOfEntries(entries),
  };
}

/** The plain line that a run ends with. */
export function verdictLine({ acknowledged, lost, doubled, auditGaps }: Verdict): string {
  return `acknowledged ${acknowledged}, lost ${lost}, doubled ${doubled}, audit gaps ${auditGaps}`;
}

/** Every version of every sample has one entry, and no entry tells of what isn't there. */
function gapsOfRecords(samples: readonly Sample[], entries: readonly AuditEntry[]): number {
  const told = entries
    .filter(({ entity }) => entity.kind === 'sample')
    .map(({ entity }) => `${entity.id}/${entity.version}`);
  const expected = new Set(samples.flatMap(({ id, version }) => versions(version).map((each) => `${id}/${each}`)));
  const heard = new Set(told);
  const untold = [...expected].filter((version) => !heard.has(version)).length;
  const unfounded = told.filter((version) => !expected.has(version)).length;
  return untold + unfounded + repeated(told);
}

/** Entries are numbered without a gap, and each comes from a place of its own in a log whose changes are all there. */
function gapsOfEntries(entries: readonly AuditEntry[]): number {
  const numbers = entries.map(({ seq }) => seq);
  const places = entries.map(({ service, position }) => `${service}/${position.seq}/${position.index}`);
  return repeated(numbers) + missing(numbers) + repeated(places) + gapsOfPlaces(entries);
}

function gapsOfPlaces(entries: readonly AuditEntry[]): number {
  const commits = Map.groupBy(entries, ({ service, position }) => `${service}/${position.seq}`);
  return [...commits.values()].reduce(
    (sum, commit) => sum + missing(commit.map(({ position }) => position.index + 1)),
    0,
  );
}

function repeated(values: readonly unknown[]): number {
  return values.length - new Set(values).size;
}

/** How many of 1, 2, 3 … up to the largest are not there. */
function missing(numbers: readonly number[]): number {
  const largest = numbers.reduce((max, each) => Math.max(max, each), 0);
  return largest - new Set(numbers).size;
}

function versions(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
