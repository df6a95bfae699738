import type { ChangePlace, ChangeScan, EntityRow } from '@benchline/store';
import type { Place } from './cursor.ts';
import { changesIn } from './range.ts';
import type { Step, Walk } from './walk.ts';
import { found } from './walk.ts';

const biteMax = 200;

/** What a page of changes covers. */
export interface Stretch {
  readonly after: ChangePlace;
  /** A commit whose writes, and those of all before it, are in. Later ones may be in by half, so they wait for another page. */
  readonly through: number;
}

/**
 * The records of a range by their last change, oldest first. One that changes meanwhile moves on to a place that is still to come, so
 * none is missed; it may come twice.
 */
export async function* walkChanges(walk: Walk, { after, through }: Stretch): AsyncGenerator<Step> {
  const kind = walk.kind.kind.name;
  let [place, limit] = [after, walk.firstBite];
  for (let looked = 0; looked < walk.reader.limits.scannedRows; looked += limit, limit = biteMax) {
    const scan: ChangeScan = { kind, after: place, through, limit };
    const { rows, last } = await changesIn({ store: walk.reader.store, org: walk.org }, walk.range, scan);
    yield* found(walk, rows, placeOf);
    if (last === undefined) return;
    place = last;
  }
  yield { record: undefined, size: 0, from: { by: 'change', after: place } };
}

function placeOf({ seq, id }: EntityRow): Place {
  return { by: 'change', after: { seq, id: id - 1 } };
}
