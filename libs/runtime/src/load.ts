import { unavailable } from '@benchline/errors';
import type { Position, Store, Wanted } from '@benchline/store';
import { fold, touched } from './fold.ts';
import type { BoundKinds } from './kind.ts';
import { boundKind, textsOf } from './kind.ts';
import type { Commit } from './commit.ts';
import { readCommit } from './commit.ts';
import { defaultLimits } from './limits.ts';
import type { KnownGrams } from './search-marks.ts';
import { NewGrams } from './search-marks.ts';
import { merged } from './state.ts';
import type { WorkingSet } from './working-set.ts';

const commitsAtOnce = 200;
/** A lookup that goes on from what it found needs a round for each step. */
const roundsMax = 8;

export interface Reader {
  readonly store: Store;
  readonly kinds: BoundKinds;
  readonly clock: () => number;
  readonly grams: KnownGrams;
  /** Steps of catching up that are under way, by organization. */
  readonly catchingUp: Map<number, Promise<Position>>;
  /** Nobody goes on catching up once the runtime stops. */
  readonly stopped: () => boolean;
}

/** Where the log and the projections stand together. */
export interface Settled {
  readonly seq: number;
  readonly at: number;
}

/**
 * Brings the projections up to the head, whoever left them behind. Safe beside others that do the same; those of one runtime share its
 * steps, and a failure of one is told to all who wait for it.
 * @throws {AppError} `unavailable` past the deadline of who asks, while the store is away, and after a step when the runtime stops.
 */
export async function catchUp(reader: Reader, org: number, deadline = Infinity): Promise<Settled> {
  const asked = await reader.store.position(org);
  let position = asked;
  // A step that was under way may not know of all that was committed when this one came.
  while (position.applied < position.head || position.head < asked.head) {
    if (reader.clock() >= deadline) throw unavailable('the answer in time');
    position = await nextStep(reader, org, position);
    if (position.applied < position.head && reader.stopped()) throw unavailable('the service');
  }
  return { seq: position.head, at: position.headAt };
}

function nextStep(reader: Reader, org: number, position: Position): Promise<Position> {
  const present = reader.catchingUp.get(org);
  if (present !== undefined) return present;
  const step = takeStep(reader, org, position.applied).finally(() => reader.catchingUp.delete(org));
  reader.catchingUp.set(org, step);
  return step;
}

/** Applies some commits that follow `applied`, and looks where it stands then. */
async function takeStep({ store, kinds, grams: known }: Reader, org: number, applied: number): Promise<Position> {
  const rows = await store.commits(org, applied, commitsAtOnce);
  const grams = new NewGrams(org, known);
  const commits = takeWithin(
    rows.map((row) => readCommit(row, kinds)),
    { kinds, grams },
  );
  const last = commits.at(-1);
  if (last === undefined) throw unavailable('the log');
  const loaded = await store.load(org, { ...nothing, entities: touched(commits) }, 0);
  await store.apply(org, last.seq, fold(commits, loaded.entities, { kinds, grams }));
  grams.written();
  return store.position(org);
}

/** The first of these commits, as many as bring the grams of about one: what applies them is one write. Takes their texts in. */
function takeWithin(
  commits: readonly Commit[],
  { kinds, grams }: { readonly kinds: BoundKinds; readonly grams: NewGrams },
): readonly Commit[] {
  const end = commits.findIndex(({ entries }) => {
    for (const { kind, id, after } of entries.flatMap(({ changes }) => changes)) {
      const bound = boundKind(kinds, kind);
      if (bound.kind.texts !== undefined) grams.take({ kind, id }, textsOf(bound, merged({}, after)));
    }
    return grams.count >= defaultLimits.commitGrams;
  });
  return end === -1 ? commits : commits.slice(0, end + 1);
}

/** A defect of an action: its lookups ask for more at every round. */
export class EndlessLookup extends Error {
  constructor() {
    super('a lookup asks for more at every round');
  }
}

/** Loads until `ask` finds all that it asks for in the working set. */
export async function loadFor(reader: Reader, org: number, set: WorkingSet, ask: () => void): Promise<void> {
  for (let round = 0; round < roundsMax; round += 1) {
    ask();
    const wanted = set.takeMissing();
    if (wanted === undefined) return;
    await fill(reader, org, { set, wanted });
  }
  throw new EndlessLookup();
}

async function fill(
  { store, clock }: Reader,
  org: number,
  { set, wanted }: { readonly set: WorkingSet; readonly wanted: Wanted },
): Promise<void> {
  const loaded = await store.load(org, wanted, clock());
  const refs = [...new Set(set.refsIn(loaded))];
  const values = refs.length === 0 ? [] : await store.values(org, refs);
  set.fill(wanted, loaded, pairs(refs, values));
}

/** Refs with their values; what was erased is left out. */
export function pairs(refs: readonly string[], values: readonly (string | undefined)[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [index, ref] of refs.entries()) {
    const value = values[index];
    if (value !== undefined) found.set(ref, value);
  }
  return found;
}

/** To be spread where something is wanted. */
export const nothing: Wanted = { entities: [], names: [], answers: [], counters: [], members: [] };
