import type { AnswerRow, BlockScan, ChangeScan, EntityRow, Loaded, Scan, Store, Wanted } from '../store.ts';
import type { Collections } from './collections.ts';
import { isFull, onePage } from '../page-size.ts';
import { findFields, findPage } from './commands.ts';
import type { EntityDocument } from './documents.ts';
import { counterId, entityId, nameId } from './ids.ts';
import { translating } from './mongo-errors.ts';
import type { Query } from './queries.ts';
import { answerQueries, changeQueries, counterQueries, entityQueries, gramQueries, nameQueries } from './queries.ts';

type Reads = Pick<Store, 'load' | 'scan' | 'blocks' | 'changes'>;

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
    scan: (org, { limit, ...range }) =>
      translating(() => findPage(collections.entities, rangeQuery(org, range), { fields: entityFields, limit })),
    blocks: (org, scan) => translating(() => blocksWith(collections, org, scan)),
    changes: (org, scan) => translating(() => changes(collections, org, scan)),
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
    Promise.all(wanted.members.map((scan) => loadMembers(collections, org, scan))),
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
  const query = answerQueries.several(org, wanted);
  const rows = await findFields(answers, query, { fields: answerFields, limit: wanted.length * partsMax });
  const kept = rows.filter(({ expiresAt }) => expiresAt > now);
  const ordered = kept.toSorted((one, other) => one.part - other.part);
  const byKey = Map.groupBy<string, AnswerRow>(ordered, ({ key }) => key);
  return wanted.map((key) => byKey.get(key) ?? []);
}

function loadMembers({ entities }: Collections, org: number, { limit, ...range }: Scan): Promise<readonly EntityRow[]> {
  return findFields(entities, rangeQuery(org, range), { fields: entityFields, limit });
}

function rangeQuery(org: number, { kind, term, before }: Omit<Scan, 'limit'>): Query<EntityDocument> {
  return term === undefined
    ? entityQueries.before(org, kind, before)
    : entityQueries.membersBefore(org, { kind, term, before });
}

async function blocksWith({ grams }: Collections, org: number, scan: BlockScan): Promise<readonly number[]> {
  const limit = scan.before - scan.from;
  const found = await Promise.all(
    scan.grams.map(async (gram) => {
      const documents = await findFields(grams, gramQueries.blocks(org, gram, scan), { fields: ['block'], limit });
      return new Set(documents.map(({ block }) => block));
    }),
  );
  const [first, ...others] = found;
  const inAll = [...(first ?? [])].filter((block) => others.every((blocks) => blocks.has(block)));
  return inAll.toSorted((one, other) => other - one);
}

async function changes(
  { entities }: Collections,
  org: number,
  { kind, after, through, limit }: ChangeScan,
): Promise<readonly EntityRow[]> {
  // A place that lies past `through` has nothing after it, not even in its own commit.
  if (after.seq > through) return [];
  const rest = changeQueries.ofCommit(org, kind, after);
  const rows = await findPage(entities, rest, { fields: entityFields, limit });
  if (isFull(rows)) return rows;
  const following = changeQueries.between(org, kind, after.seq, through);
  const more = await findPage(entities, following, { fields: entityFields, limit: limit - rows.length });
  return [...onePage([...rows, ...more])];
}
