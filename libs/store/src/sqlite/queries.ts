import type { Loaded, Scan, Store, Wanted } from '../store.ts';
import type { Engine } from './engine.ts';
import { readAnswer, readCounter, readEntity, readName } from './rows.ts';
import type { Statements } from './statements.ts';

type Queries = Pick<Store, 'load' | 'scan' | 'sweepAnswers'>;
type Row = Readonly<Record<string, unknown>>;

/** Questions to the projections. Nothing runs between the statements of one call, so its answers belong together. */
export function createQueries(engine: Engine): Queries {
  return {
    load: (org, wanted, now) => engine.read((statements) => loadWanted(statements, { org, now }, wanted)),
    scan: (org, scan) => engine.read((statements) => scanRows(statements, org, scan).map(readEntity)),
    sweepAnswers: (now, limit) => engine.write((statements) => Number(statements.sweepAnswers.run(now, limit).changes)),
  };
}

function loadWanted(statements: Statements, { org, now }: { org: number; now: number }, wanted: Wanted): Loaded {
  return {
    entities: wanted.entities.map(({ kind, id }) => optional(statements.entity.get(org, kind, id), readEntity)),
    names: wanted.names.map(({ space, name }) => optional(statements.name.get(org, space, name), readName)),
    answers: wanted.answers.map((key) => statements.answerParts.all(org, key, now).map(readAnswer)),
    counters: wanted.counters.map((kind) => optional(statements.counter.get(org, kind), readCounter)),
    members: wanted.members.map((members) => scanRows(statements, org, members).map(readEntity)),
  };
}

function scanRows(statements: Statements, org: number, { kind, term, before, limit }: Scan): readonly Row[] {
  const end = before ?? Infinity;
  return term === undefined
    ? statements.entitiesBefore.all(org, kind, end, limit)
    : statements.membersBefore.all(org, kind, term, end, limit);
}

function optional<T>(row: Row | undefined, read: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : read(row);
}
