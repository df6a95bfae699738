import type { AnswerRow, CounterRow, EntityRow, NameRow, Writes } from '@benchline/store';
import type { Commit, LoggedAnswer, LoggedChange } from './commit.ts';
import { entityKey } from './entity-key.ts';
import type { BoundKind, BoundKinds, Entity, Fields } from './kind.ts';
import { boundKind, indexable, textsOf } from './kind.ts';
import type { NewGrams } from './search-marks.ts';
import { merged, stateText } from './state.ts';
import { answerRow } from './stored-answer.ts';

/** The records that commits touch, so that their rows can be fetched before folding. */
export function touched(commits: readonly Commit[]): readonly { readonly kind: string; readonly id: number }[] {
  const keys = new Map<string, { kind: string; id: number }>();
  for (const change of commits.flatMap((commit) => commit.entries.flatMap((entry) => entry.changes))) {
    keys.set(entityKey(change.kind, change.id), { kind: change.kind, id: change.id });
  }
  return [...keys.values()];
}

/**
 * What consecutive commits make of the projections, given the rows of all records that they touch. A row that is already at or past a
 * commit is left as it is: a rival applied it first.
 */
export function fold(
  commits: readonly Commit[],
  rows: readonly (EntityRow | undefined)[],
  context: FoldContext,
): Writes {
  const folding = new Folding(rows, context);
  for (const { seq, entries } of commits) {
    for (const { changes, answer } of entries) {
      for (const change of changes) folding.change(change, seq);
      if (answer !== undefined) folding.answer(answer, changes, seq);
    }
  }
  return folding.writes();
}

export interface FoldContext {
  readonly kinds: BoundKinds;
  /** Hears the texts of all records. */
  readonly grams: NewGrams;
}

class Folding {
  readonly #kinds: BoundKinds;
  readonly #grams: NewGrams;
  readonly #present = new Map<string, EntityRow>();
  readonly #entities = new Map<string, EntityRow>();
  readonly #names = new Map<string, NameRow>();
  readonly #answers: AnswerRow[] = [];
  readonly #counters = new Map<string, CounterRow>();

  constructor(rows: readonly (EntityRow | undefined)[], { kinds, grams }: FoldContext) {
    this.#kinds = kinds;
    this.#grams = grams;
    for (const row of rows) if (row !== undefined) this.#present.set(entityKey(row.kind, row.id), row);
  }

  change(change: LoggedChange, seq: number): void {
    const { kind, id, before, names } = change;
    const key = entityKey(kind, id);
    const row = nextRow(
      boundKind(this.#kinds, kind),
      { change, seq },
      this.#entities.get(key) ?? this.#present.get(key),
    );
    if (row !== undefined) this.#entities.set(key, row);
    for (const name of names) this.#names.set(`${name.space}\n${name.name}`, { ...name, seq });
    if (before === null && (this.#counters.get(kind)?.value ?? 0) < id)
      this.#counters.set(kind, { kind, value: id, seq });
  }

  answer(answer: LoggedAnswer, changes: readonly LoggedChange[], seq: number): void {
    this.#answers.push(answerRow(answer, seq, (index) => madeBy(changes[index])));
  }

  writes(): Writes {
    // Also of a record that a rival has brought further: it may have died before it wrote the grams.
    for (const row of new Map([...this.#present, ...this.#entities]).values()) this.#mark(row);
    return {
      entities: [...this.#entities.values()],
      names: [...this.#names.values()],
      answers: this.#answers,
      counters: [...this.#counters.values()],
      grams: this.#grams.rows(),
    };
  }

  #mark(row: EntityRow): void {
    const kind = boundKind(this.#kinds, row.kind);
    if (kind.kind.texts === undefined) return;
    this.#grams.take(row, textsOf(kind, JSON.parse(row.state) as Fields)); // written by `stateText`
  }
}

/** All fields of a record stand in the change that made it, in the order of its text. */
function madeBy(change: LoggedChange | undefined): { readonly kind: string; readonly state: string } {
  if (change === undefined) throw new Error('a kept answer names a change that its entry does not have');
  return { kind: change.kind, state: JSON.stringify(change.after) };
}

function nextRow(
  kind: BoundKind,
  { change, seq }: { readonly change: LoggedChange; readonly seq: number },
  row: EntityRow | undefined,
): EntityRow | undefined {
  // Several changes of one commit may touch one record: same seq, rising version.
  if (row !== undefined && (row.seq > seq || (row.seq === seq && row.version >= change.version))) return undefined;
  if (row === undefined && change.before !== null) {
    throw new Error(`the log changes ${entityKey(change.kind, change.id)} before it makes it`);
  }
  const base = row === undefined ? {} : (JSON.parse(row.state) as Fields); // written by `stateText`
  return entityRow(kind, merged(base, change.after), seq);
}

/** The row of a sealed state as of commit `seq`. */
export function entityRow(kind: BoundKind, sealed: Fields, seq: number): EntityRow {
  const { id, version } = sealed as unknown as Entity; // a state is a plain object of fields
  return {
    kind: kind.kind.name,
    id,
    version,
    seq,
    state: stateText(kind, sealed),
    terms: kind.kind.terms(indexable(kind, sealed)),
  };
}
