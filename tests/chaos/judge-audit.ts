import type { AuditEntry, Sample } from '../harness/wire.ts';

/** Something that was acknowledged and that the audit has to tell of. */
export interface Act {
  /** `<kind>/<id>/<version>` of a record, or `<action> <credential>` of who came and went. */
  readonly told: string;
  /** Some acts, repeated because their answer was lost, are told of again. */
  readonly times: 'once' | 'at least once';
}

export interface Told {
  readonly samples: readonly Sample[];
  readonly acts: readonly Act[];
  /** Newest first, as the API lists them. */
  readonly entries: readonly AuditEntry[];
}

/** How much is missing from the audit, is there twice, is out of order, or tells of what is not. */
export function gapsOfAudit({ samples, acts, entries }: Told): number {
  return gapsOfSamples(samples, entries) + gapsOfOthers(entries) + gapsOfActs(acts, entries) + gapsOfEntries(entries);
}

/** How many of the values are there more than once. */
export function repeated(values: readonly unknown[]): number {
  return values.length - new Set(values).size;
}

/** How many of 1, 2, 3 … up to the largest are not there. */
export function missing(numbers: readonly number[]): number {
  const largest = numbers.reduce((max, each) => Math.max(max, each), 0);
  return largest - new Set(numbers).size;
}

/** Every version of every sample has one entry, and no entry tells of what isn't there. */
function gapsOfSamples(samples: readonly Sample[], entries: readonly AuditEntry[]): number {
  const told = entries.filter(({ entity }) => entity.kind === 'sample').map(placeOf);
  const expected = new Set(
    samples.flatMap(({ id, version }) =>
      Array.from({ length: version }, (_, before) => `sample/${String(id)}/${String(before + 1)}`),
    ),
  );
  const heard = new Set(told);
  const untold = [...expected].filter((version) => !heard.has(version)).length;
  const unfounded = told.filter((version) => !expected.has(version)).length;
  return untold + unfounded + repeated(told);
}

/** Records of other kinds: their ids count from 1 without a gap, and so do the versions of each. Who comes and goes has version 0. */
function gapsOfOthers(entries: readonly AuditEntry[]): number {
  const others = entries.filter(({ entity }) => entity.kind !== 'sample' && entity.version > 0);
  const kinds = Map.groupBy(others, ({ service, entity }) => `${service}/${entity.kind}`);
  return [...kinds.values()].reduce((sum, ofKind) => {
    const records = Map.groupBy(ofKind, ({ entity }) => entity.id);
    const gaps = [...records.values()].reduce((found, ofRecord) => {
      const numbers = ofRecord.map(({ entity }) => entity.version);
      return found + missing(numbers) + repeated(numbers);
    }, 0);
    return sum + missing([...records.keys()]) + gaps;
  }, 0);
}

function gapsOfActs(acts: readonly Act[], entries: readonly AuditEntry[]): number {
  const heard = new Map<string, number>();
  for (const entry of entries.filter(({ outcome }) => outcome === 'done')) {
    for (const told of [placeOf(entry), `${entry.action} ${entry.credential.id}`]) {
      heard.set(told, (heard.get(told) ?? 0) + 1);
    }
  }
  return acts.filter(({ told, times }) => {
    const count = heard.get(told) ?? 0;
    return times === 'once' ? count !== 1 : count < 1;
  }).length;
}

/** Entries are numbered without a gap, and each comes from a place of its own in a log whose changes are all there, in its order. */
function gapsOfEntries(entries: readonly AuditEntry[]): number {
  const numbers = entries.map(({ seq }) => seq);
  const places = entries.map(({ service, position }) => `${service}/${String(position.seq)}/${String(position.index)}`);
  const services = Map.groupBy(entries, ({ service }) => service);
  const outOfOrder = [...services.values()].reduce((sum, ofService) => sum + stepsBack(ofService), 0);
  return repeated(numbers) + missing(numbers) + repeated(places) + gapsOfPlaces(entries) + outOfOrder;
}

function gapsOfPlaces(entries: readonly AuditEntry[]): number {
  const commits = Map.groupBy(entries, ({ service, position }) => `${service}/${String(position.seq)}`);
  return [...commits.values()].reduce(
    (sum, commit) => sum + missing(commit.map(({ position }) => position.index + 1)),
    0,
  );
}

/** How often an entry comes from an earlier place of the log than the entry before it. */
function stepsBack(ofService: readonly AuditEntry[]): number {
  const inOrder = ofService.toSorted((a, b) => a.seq - b.seq);
  return inOrder.filter(({ position }, at) => {
    const before = inOrder[at - 1]?.position;
    if (before === undefined) return false;
    return position.seq < before.seq || (position.seq === before.seq && position.index < before.index);
  }).length;
}

function placeOf({ entity }: AuditEntry): string {
  return `${entity.kind}/${String(entity.id)}/${String(entity.version)}`;
}
