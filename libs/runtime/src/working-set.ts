import type { AnswerRow, EntityRow, Loaded, Wanted } from '@benchline/store';
import { entityKey } from './entity-key.ts';
import type { BoundKinds, Claim, Entity, Fields, Kind } from './kind.ts';
import { boundKind } from './kind.ts';
import type { View } from './lookup.ts';
import { MemberLists } from './member-lists.ts';
import type { Held, Sealed } from './seal.ts';
import { refsOf, unseal } from './seal.ts';

/**
 * The records that a group of commands works on: what was loaded at one position of the log, and over it what the group has decided so
 * far. So a command sees what those before it did, although nothing is written yet.
 */
export class WorkingSet implements View {
  readonly #kinds: BoundKinds;
  readonly #entities = new Map<string, Held | undefined>();
  readonly #names = new Map<string, number | undefined>();
  readonly #members = new MemberLists();
  readonly #answers = new Map<string, readonly AnswerRow[]>();
  readonly #counters = new Map<string, number>();
  /** Of loaded rows, so that each is read once. */
  readonly #fields = new WeakMap<EntityRow, Fields>();
  /** Of each state that a decision may answer with: the record that it is. */
  readonly #records = new WeakMap<object, SealedRecord>();
  readonly #missing = new Map<string, (wanted: MutableWanted) => void>();

  constructor(kinds: BoundKinds) {
    this.#kinds = kinds;
  }

  entity<State extends Entity>(kind: Kind<State>, id: number): State | undefined {
    return this.held(kind.name, id)?.state as State | undefined; // states of `kind` only stand under its name
  }

  held(kind: string, id: number): Held | undefined {
    const key = entityKey(kind, id);
    if (!this.#entities.has(key)) this.#miss(`entity ${key}`, (wanted) => wanted.entities.push({ kind, id }));
    return this.#entities.get(key);
  }

  holder(claim: Claim): number | undefined {
    const key = nameKey(claim);
    if (!this.#names.has(key)) this.#miss(`name ${key}`, (wanted) => wanted.names.push(claim));
    return this.#names.get(key);
  }

  members<State extends Entity>(kind: Kind<State>, term: string, limit: number): readonly State[] {
    const list = { kind: kind.name, term, limit };
    const ids = this.#members.get(list);
    if (ids === undefined) this.#miss(`members ${JSON.stringify(list)}`, (wanted) => wanted.members.push(list));
    return (ids ?? []).flatMap((id) => this.entity(kind, id) ?? []);
  }

  /** The last number given out. */
  counter(kind: string): number {
    if (!this.#counters.has(kind)) this.#miss(`counter ${kind}`, (wanted) => wanted.counters.push(kind));
    return this.#counters.get(kind) ?? 0;
  }

  answers(key: string): readonly AnswerRow[] {
    const parts = this.#answers.get(key);
    if (parts === undefined) this.#miss(`answer ${key}`, (wanted) => wanted.answers.push(key));
    return parts ?? [];
  }

  /** What has been asked for and was not at hand, since the last call. */
  takeMissing(): Wanted | undefined {
    if (this.#missing.size === 0) return undefined;
    const wanted: MutableWanted = { entities: [], names: [], answers: [], counters: [], members: [] };
    for (const add of this.#missing.values()) add(wanted);
    this.#missing.clear();
    return wanted;
  }

  /** The record whose state this very object is. */
  recordOf(state: unknown): SealedRecord | undefined {
    return typeof state === 'object' && state !== null ? this.#records.get(state) : undefined;
  }

  /** Hashes of the private values that loaded rows name. */
  refsIn(loaded: Loaded): readonly string[] {
    return rowsIn(loaded).flatMap((row) => refsOf(boundKind(this.#kinds, row.kind), this.#fieldsIn(row)));
  }

  fill(wanted: Wanted, loaded: Loaded, values: ReadonlyMap<string, string>): void {
    for (const [index, { kind, id }] of wanted.entities.entries()) {
      this.#hold(entityKey(kind, id), loaded.entities[index], values);
    }
    for (const [index, list] of wanted.members.entries()) {
      const rows = loaded.members[index] ?? [];
      for (const row of rows) this.#hold(entityKey(row.kind, row.id), row, values);
      this.#members.set({ ...list, ids: rows.map((row) => row.id) });
    }
    this.#fillRest(wanted, loaded);
  }

  #fillRest(wanted: Wanted, loaded: Loaded): void {
    for (const [index, claim] of wanted.names.entries()) {
      this.#names.set(nameKey(claim), loaded.names[index]?.id ?? undefined);
    }
    for (const [index, key] of wanted.answers.entries()) this.#answers.set(key, loaded.answers[index] ?? []);
    for (const [index, kind] of wanted.counters.entries()) {
      this.#counters.set(kind, loaded.counters[index]?.value ?? 0);
    }
  }

  /** From here on, the record is this. */
  hold(kind: string, held: Held): void {
    const key = entityKey(kind, held.state.id);
    this.#members.moved(kind, held.state.id, { before: this.#entities.get(key), after: held });
    this.#entities.set(key, held);
    this.#remember(kind, held);
  }

  name(claim: Claim, id: number | undefined): void {
    this.#names.set(nameKey(claim), id);
  }

  count(kind: string, value: number): void {
    this.#counters.set(kind, value);
  }

  answered(row: AnswerRow): void {
    this.#answers.set(row.key, [...(this.#answers.get(row.key) ?? []), row]);
  }

  #hold(key: string, row: EntityRow | undefined, values: ReadonlyMap<string, string>): void {
    if (this.#entities.has(key)) return;
    if (row === undefined) {
      this.#entities.set(key, undefined);
      return;
    }
    const opened = unseal(boundKind(this.#kinds, row.kind), this.#fieldsIn(row), values);
    this.#entities.set(key, { ...opened, terms: row.terms });
    this.#remember(row.kind, opened);
  }

  #remember(kind: string, { state, sealed }: Sealed): void {
    this.#records.set(state, { kind, schema: boundKind(this.#kinds, kind).kind.schema, sealed });
  }

  #fieldsIn(row: EntityRow): Fields {
    let fields = this.#fields.get(row);
    if (fields === undefined) {
      fields = JSON.parse(row.state) as Fields; // written by `stateText`
      this.#fields.set(row, fields);
    }
    return fields;
  }

  #miss(key: string, add: (wanted: MutableWanted) => void): void {
    this.#missing.set(key, add);
  }
}

/** A record as it may be written down. */
export interface SealedRecord {
  readonly kind: string;
  readonly schema: number;
  readonly sealed: Fields;
}

type MutableWanted = { -readonly [K in keyof Wanted]: Wanted[K] extends readonly (infer Item)[] ? Item[] : never };

function nameKey({ space, name }: Claim): string {
  return `${space}\n${name}`;
}

function rowsIn(loaded: Loaded): readonly EntityRow[] {
  return [...loaded.entities.filter((row) => row !== undefined), ...loaded.members.flat()];
}
