import type { AnswerRow, EntityRow, Loaded, Scan, Store, Wanted } from '../store.ts';
import type { Collections } from './collections.ts';
import { findFields } from './commands.ts';
import { counterId, entityId, nameId } from './ids.ts';
import { translating } from './mongo-errors.ts';
import { answerQueries, counterQueries, entityQueries, nameQueries } from './queries.ts';

type Reads = Pick<Store, 'load' | 'scan'>;

const entityFields = ['kind', 'id', 'version', 'seq', 'state', 'terms'] as const;
const nameFields = ['space', 'name', 'id', 'seq'] as const;
const answerFields = ['key', 'part', 'seq', 'body', 'expiresAt'] as const;
const counterFields = ['kind', 'value', 'seq'] as const;

/** A call has at most one part in each commit that it spans, and spans no more commits than it has rows. */
const partsMax = 1000;

/** Questions to the projections. The parts of one call are read side by side: the insert of a commit decides whether they still hold. */
export function createReads(collections: Collections): Reads {
  return {
    load: (org, wanted, now) => translating(() => load(collections, { org, now }, wanted)),
    scan: (org, scan) => translating(() => scanRows(collections, org, scan)),
  };
}

interface At {
  readonly org: number;
  readonly now: number;
}

async function load(collections: Collections, at: At, wanted: Wanted): Promise<Loaded> {
  const { org } = at;
  const [entities, names, answers, counters, members] = await Promise.all([
    loadEntities(collections, org, wanted.entities),
    loadNames(collections, org, wanted.names),
    loadAnswers(collections, at, wanted.answers),
    loadCounters(collections, org, wanted.counters),
    Promise.all(wanted.members.map((scan) => scanRows(collections, org, scan))),
  ]);
  return { entities, names, answers, counters, members };
}

async function loadEntities(
  { entities }: Collections,
  org: number,
  wanted: Wanted['entities'],
): Promise<Loaded['entities']> {
  const limit = wanted.length;
  const rows = await findFields(entities, entityQueries.several(org, wanted), { fields: entityFields, limit });
  const byId = new Map(rows.map((row) => [entityId(org, row.kind, row.id), row]));
  return wanted.map(({ kind, id }) => byId.get(entityId(org, kind, id)));
}

async function loadNames({ names }: Collections, org: number, wanted: Wanted['names']): Promise<Loaded['names']> {
  const limit = wanted.length;
  const rows = await findFields(names, nameQueries.several(org, wanted), { fields: nameFields, limit });
  const byId = new Map(rows.map((row) => [nameId(org, row.space, row.name), row]));
  return wanted.map(({ space, name }) => byId.get(nameId(org, space, name)));
}

async function loadCounters(
  { counters }: Collections,
  org: number,
  wanted: Wanted['counters'],
): Promise<Loaded['counters']> {
  const limit = wanted.length;
  const rows = await findFields(counters, counterQueries.several(org, wanted), { fields: counterFields, limit });
  const byId = new Map(rows.map((row) => [counterId(org, row.kind), row]));
  return wanted.map((kind) => byId.get(counterId(org, kind)));
}

async function loadAnswers(
  { answers }: Collections,
  { org, now }: At,
  wanted: readonly string[],
): Promise<Loaded['answers']> {
  if (wanted.length === 0) return [];
  const query = answerQueries.several(org, wanted, now);
  const rows = await findFields(answers, query, { fields: answerFields, limit: wanted.length * partsMax });
  const ordered = rows.toSorted((one, other) => one.part - other.part);
  const byKey = Map.groupBy<string, AnswerRow>(ordered, ({ key }) => key);
  return wanted.map((key) => byKey.get(key) ?? []);
}

function scanRows({ entities }: Collections, org: number, scan: Scan): Promise<readonly EntityRow[]> {
  const { kind, term, before, limit } = scan;
  const query =
    term === undefined
      ? entityQueries.before(org, kind, before)
      : entityQueries.membersBefore(org, { kind, term, before });
  return findFields(entities, query, { fields: entityFields, limit });
}
