import { unavailable } from '@benchline/errors';
import type { Store, Wanted } from '@benchline/store';
import { fold, touched } from './fold.ts';
import type { BoundKinds } from './kind.ts';
import { readCommit } from './commit.ts';
import type { WorkingSet } from './working-set.ts';

const commitsAtOnce = 200;
/** A lookup that goes on from what it found needs a round for each step. */
const roundsMax = 8;

export interface Reader {
  readonly store: Store;
  readonly kinds: BoundKinds;
  readonly clock: () => number;
}

/** Where the log and the projections stand together. */
export interface Settled {
  readonly seq: number;
  readonly at: number;
}

/** Brings the projections up to the head, whoever left them behind. Safe beside others that do the same. */
export async function catchUp({ store, kinds }: Reader, org: number): Promise<Settled> {
  for (;;) {
    const { head, applied, headAt } = await store.position(org);
    if (applied >= head) return { seq: head, at: headAt };
    const rows = await store.commits(org, applied, commitsAtOnce);
    const last = rows.at(-1);
    if (last === undefined) throw unavailable('the log');
    const commits = rows.map((row) => readCommit(row, kinds));
    const wanted = { ...nothing, entities: touched(commits) };
    const loaded = await store.load(org, wanted, 0);
    await store.apply(org, last.seq, fold(commits, loaded.entities, kinds));
  }
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

const nothing: Wanted = { entities: [], names: [], answers: [], counters: [], members: [] };
