import type { AnswerRow, CommitRow, EntityRow, NameRow, PrivateRow, Writes } from '@benchline/store';
import type { LoggedAnswer, LoggedCall } from './commit.ts';
import type { Change } from './decision.ts';
import { entityKey } from './entity-key.ts';
import { entityRow } from './fold.ts';
import type { BoundKind, BoundKinds, Claim, Fields } from './kind.ts';
import { boundKind, textsOf } from './kind.ts';
import type { KnownGrams } from './search-marks.ts';
import { NewGrams } from './search-marks.ts';
import { seal } from './seal.ts';
import { differences } from './state.ts';
import { answerRow } from './stored-answer.ts';
import type { Held } from './seal.ts';
import type { WorkingSet } from './working-set.ts';

export interface DraftContext {
  readonly kinds: BoundKinds;
  readonly org: number;
  readonly seq: number;
  readonly at: number;
  readonly nonce: string;
  readonly salt: () => string;
  readonly grams: KnownGrams;
}

/** The commit of a group in the making, with what it will make of the projections. */
export class CommitDraft {
  readonly #context: DraftContext;
  readonly #entries: string[] = [];
  readonly #entities = new Map<string, EntityRow>();
  readonly #names = new Map<string, NameRow>();
  readonly #answers: AnswerRow[] = [];
  readonly #counters = new Map<string, number>();
  readonly #values: PrivateRow[] = [];
  readonly #grams: NewGrams;
  #bytes = 0;

  constructor(context: DraftContext) {
    this.#context = context;
    this.#grams = new NewGrams(context.org, context.grams);
  }

  get empty(): boolean {
    return this.#entries.length === 0;
  }

  /** Bytes of the body so far. */
  get size(): number {
    return this.#bytes;
  }

  /** Grams so far that its texts add to the search. */
  get grams(): number {
    return this.#grams.count;
  }

  /**
   * Takes a change in, here and in the working set; answers what `entry` needs of it.
   * @throws {Error} a defect of the action: a stale `before`, a number or a name that it didn't ask for.
   */
  change(set: WorkingSet, change: Change): DraftedChange {
    const kind = boundKind(this.#context.kinds, change.kind.name);
    const before = current(set, change);
    const { state, sealed, values } = seal(kind, change.after, { before, salt: this.#context.salt });
    const row = entityRow(kind, sealed, this.#context.seq);
    const names = this.#claim(kind, { before, after: sealed, id: state.id }, set);
    set.hold(kind.kind.name, { state, sealed, terms: row.terms });
    this.#entities.set(entityKey(row.kind, row.id), row);
    this.#grams.take(row, newTexts(kind, before?.sealed, sealed));
    for (const value of values) this.#values.push({ ...value, seq: this.#context.seq, nonce: this.#context.nonce });
    if (before === undefined) this.#count(set, row);
    const text = changeText(kind, { row, verb: change.verb, before: before?.sealed, after: sealed, names });
    this.#bytes += Buffer.byteLength(text);
    return { text, kind: row.kind, state: row.state };
  }

  /** Closes one command: its changes, and the answer to keep. */
  entry(action: string, call: LoggedCall, { changes, answer }: EntryParts): void {
    const head = JSON.stringify({ action, ...call }).slice(0, -1);
    const tail = answer === undefined ? '' : `,"answer":${JSON.stringify(answer)}`;
    this.#entries.push(`${head},"changes":[${changes.map(({ text }) => text).join(',')}]${tail}}`);
    this.#bytes += Buffer.byteLength(head) + Buffer.byteLength(tail);
  }

  /** The row of an answer that `entry` keeps. */
  answer(answer: LoggedAnswer, changes: readonly DraftedChange[]): AnswerRow {
    const row = answerRow(answer, this.#context.seq, (index) => changes[index] ?? { kind: '', state: 'null' });
    this.#answers.push(row);
    return row;
  }

  finish(): { readonly commit: CommitRow; readonly writes: Writes; readonly values: readonly PrivateRow[] } {
    const { org, seq, at, nonce } = this.#context;
    const counters = [...this.#counters].map(([kind, value]) => ({ kind, value, seq }));
    return {
      commit: { org, seq, at, nonce, body: `{"entries":[${this.#entries.join(',')}]}` },
      writes: {
        entities: [...this.#entities.values()],
        names: [...this.#names.values()],
        answers: this.#answers,
        counters,
        grams: this.#grams.rows(),
      },
      values: this.#values,
    };
  }

  /** To be told when the commit is in. */
  written(): void {
    this.#grams.written();
  }

  /** Numbers are given out in order and without a gap: the record that is made next has the next one. */
  #count(set: WorkingSet, { kind, id }: EntityRow): void {
    if (id !== set.counter(kind) + 1)
      throw new Error(`${entityKey(kind, id)} does not have the next number of its kind`);
    set.count(kind, id);
    this.#counters.set(kind, id);
  }

  /** Frees the names that the record no longer holds and takes those that are new. */
  #claim(
    kind: BoundKind,
    { before, after, id }: { readonly before: Held | undefined; readonly after: Fields; readonly id: number },
    set: WorkingSet,
  ): readonly Omit<NameRow, 'seq'>[] {
    const held = before === undefined ? [] : claims(kind, before.sealed);
    const holds = claims(kind, after);
    const freed = without(held, holds);
    const fresh = without(holds, held);
    for (const claim of fresh) {
      if (set.holder(claim) !== undefined || set.takeMissing() !== undefined) {
        throw new Error(
          `${entityKey(kind.kind.name, id)} takes a name in "${claim.space}" that its action found taken or never looked up`,
        );
      }
    }
    const names = [...freed.map((claim) => ({ ...claim, id: null })), ...fresh.map((claim) => ({ ...claim, id }))];
    for (const name of names) {
      set.name(name, name.id ?? undefined);
      this.#names.set(`${name.space}\n${name.name}`, { ...name, seq: this.#context.seq });
    }
    return names;
  }
}

/** A change in the draft: its text in the log, and the state it leads to. */
export interface DraftedChange {
  readonly text: string;
  readonly kind: string;
  readonly state: string;
}

export interface EntryParts {
  readonly changes: readonly DraftedChange[];
  readonly answer: LoggedAnswer | undefined;
}

/** The record as the working set has it, which must be the one that the action decided about. */
function current(set: WorkingSet, { kind, before, after }: Change): Held | undefined {
  const held = set.held(kind.name, after.id);
  set.takeMissing(); // a record that is being made was never loaded
  if (held?.state !== before || after.version !== (before?.version ?? 0) + 1) {
    throw new Error(`${entityKey(kind.name, after.id)} is changed from a state that is not its present one`);
  }
  return held;
}

function changeText(
  kind: BoundKind,
  change: {
    readonly row: EntityRow;
    readonly verb: string;
    readonly before: Fields | undefined;
    readonly after: Fields;
    readonly names: readonly Omit<NameRow, 'seq'>[];
  },
): string {
  const { row, verb, before, after, names } = change;
  const head = JSON.stringify({
    kind: row.kind,
    schema: kind.kind.schema,
    id: row.id,
    version: row.version,
    verb,
  }).slice(0, -1);
  const tail = names.length === 0 ? '"names":[]}' : `"names":${JSON.stringify(names)}}`;
  if (before === undefined) return `${head},"before":null,"after":${row.state},${tail}`;
  const differ = differences(kind, before, after);
  return `${head},"before":${JSON.stringify(differ.before)},"after":${JSON.stringify(differ.after)},${tail}`;
}

/** Grams of the others came with the commit that wrote them, or with whoever brought it to its end. */
function newTexts(kind: BoundKind, before: Fields | undefined, after: Fields): readonly string[] {
  const texts = textsOf(kind, after);
  if (before === undefined || texts.length === 0) return texts;
  const held = new Set(textsOf(kind, before));
  return texts.filter((text) => !held.has(text));
}

function claims(kind: BoundKind, sealed: Fields): readonly Claim[] {
  return kind.kind.claims(sealed);
}

function without(claims: readonly Claim[], others: readonly Claim[]): readonly Claim[] {
  return claims.filter(({ space, name }) => !others.some((other) => other.space === space && other.name === name));
}
