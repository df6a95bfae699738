import type { EntityRow } from '@benchline/store';
import type { Place } from './cursor.ts';
import type { Bite, Records } from './range.ts';
import { rowsIn } from './range.ts';
import { CandidateBlocks } from './search-blocks.ts';
import type { Search } from './search.ts';
import type { Step, Walk } from './walk.ts';
import { found } from './walk.ts';

const biteMax = 200;
/** Few of what a search reads match, so it reads more at once. */
const searchBiteMax = 500;
/** What a look through the grams counts for, in records. */
const lookCost = 20;

const before = (id: number): Place => ({ by: 'id', before: id });
const placeOf = ({ id }: EntityRow): Place => before(id + 1);

/** The records of a range, newest first, below an id. */
export function walkNewest(walk: Walk, below: number | undefined): AsyncGenerator<Step> {
  const { range, search } = walk;
  return search === undefined || range.by === 'ids' ? walkAll(walk, below) : walkFound(walk, search, below);
}

async function* walkAll(walk: Walk, below: number | undefined): AsyncGenerator<Step> {
  let [end, limit] = [below, walk.firstBite];
  for (let looked = 0; looked < walk.reader.limits.scannedRows; looked += limit, limit = biteMax) {
    const { rows, ended } = await bite(walk, { before: end, limit });
    yield* found(walk, rows, placeOf);
    if (ended) return;
    end = rows.at(-1)?.id;
  }
  yield { record: undefined, size: 0, from: before(end ?? 1) };
}

/**
 * Goes from one block that may have the text to the next, as far as the range has records there: neither a rare text among many records
 * nor a common one in a small range makes it read much.
 */
async function* walkFound(walk: Walk, { folded }: Search, below: number | undefined): AsyncGenerator<Step> {
  const { reader, org, kind, firstBite } = walk;
  const blocks = new CandidateBlocks(reader.store, org, { kind: kind.kind.name, folded });
  const lookedMax = reader.limits.scannedRows;
  let [end, limit, looked] = [below, firstBite, 0];
  for (let wide = firstBite; ; wide = Math.min(searchBiteMax, 2 * wide)) {
    const { rows, ended } = await bite(walk, { before: end, limit });
    yield* found(walk, rows, placeOf);
    const last = rows.at(-1);
    if (ended || last === undefined) return;
    looked += rows.length;
    let run = { from: last.id, before: last.id };
    while (run.from === run.before && run.before > 1) {
      if (looked >= lookedMax) {
        yield { record: undefined, size: 0, from: before(run.before) };
        return;
      }
      run = await blocks.below(run.before);
      if (run.from === run.before) looked += lookCost;
    }
    if (run.before <= 1) return;
    // A block has no more records than it has ids, so it is read at once and little beyond it.
    [end, limit] = [run.before, Math.min(wide, run.before - run.from)];
  }
}

function bite({ reader, org, kind, range }: Walk, asked: Omit<Bite, 'kind'>): Promise<Records> {
  return rowsIn({ store: reader.store, org }, range, { kind: kind.kind.name, ...asked });
}
