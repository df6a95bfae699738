import { onePage } from '../page-size.ts';
import type { BlockScan, EntityRow, Loaded, Scan, Store, Wanted } from '../store.ts';
import type { Engine } from './engine.ts';
import { readAnswer, readCounter, readEntity, readName } from './rows.ts';
import type { Statements } from './statements.ts';

type Queries = Pick<Store, 'load' | 'scan' | 'blocks' | 'changes' | 'sweepAnswers'>;
type Row = Readonly<Record<string, unknown>>;

/** Questions to the projections. Nothing runs between the statements of one call, so its answers belong together. */
export function createQueries(engine: Engine): Queries {
  return {
    load: (org, wanted, now) => engine.read((statements) => loadWanted(statements, { org, now }, wanted)),
    scan: (org, scan) => engine.read((statements) => page(scanRows(statements, org, scan))),
    blocks: (org, scan) => engine.read((statements) => blocksWith(statements, org, scan)),
    changes: (org, { kind, after, through, limit }) =>
      engine.read((statements) =>
        page(statements.changesAfter.iterate(org, kind, after.seq, after.id, through, limit)),
      ),
    sweepAnswers: (now, limit) => engine.write((statements) => Number(statements.sweepAnswers.run(now, limit).changes)),
  };
}

function loadWanted(statements: Statements, { org, now }: { org: number; now: number }, wanted: Wanted): Loaded {
  return {
    entities: wanted.entities.map(({ kind, id }) => optional(statements.entity.get(org, kind, id), readEntity)),
    names: wanted.names.map(({ space, name }) => optional(statements.name.get(org, space, name), readName)),
    answers: wanted.answers.map((key) => statements.answerParts.all(org, key, now).map(readAnswer)),
    counters: wanted.counters.map((kind) => optional(statements.counter.get(org, kind), readCounter)),
    members: wanted.members.map((members) => Array.from(scanRows(statements, org, members), readEntity)),
  };
}

function page(rows: Iterable<Row>): readonly EntityRow[] {
  return [...onePage(Iterator.from(rows).map(readEntity))];
}

function scanRows(statements: Statements, org: number, { kind, term, before, limit }: Scan): Iterable<Row> {
  const end = before ?? Infinity;
  return term === undefined
    ? statements.entitiesBefore.iterate(org, kind, end, limit)
    : statements.membersBefore.iterate(org, kind, term, end, limit);
}

/** Looks into each block, first for the gram that the last one lacked: a rare gram ends the look at most blocks. */
function blocksWith(statements: Statements, org: number, { kind, grams, from, before }: BlockScan): readonly number[] {
  const blocks: number[] = [];
  let rarestFirst = [...grams];
  for (let block = before - 1; block >= from; block--) {
    const lacking = rarestFirst.find((gram) => statements.gram.get(org, kind, block, gram) === undefined);
    if (lacking === undefined) blocks.push(block);
    else if (lacking !== rarestFirst[0]) rarestFirst = [lacking, ...rarestFirst.filter((gram) => gram !== lacking)];
  }
  return blocks;
}

function optional<T>(row: Row | undefined, read: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : read(row);
}
