/**
 * The port to what keeps a service's records: one log per organization, the projections made from it, and the erasable values that
 * the log names only by their hash. Bodies and states are JSON text that the runtime makes and reads; an engine never looks inside.
 *
 * Every driver passes `contract.ts`. Every method throws `AppError('unavailable')` while the engine is away; a call that ended so may
 * or may not have had its effect, and every one of them can be repeated as it was.
 */

/** One commit. `{org, seq}` is its identity; `nonce` tells a writer's own commit from a rival's with the same number. */
export interface CommitRow {
  readonly org: number;
  readonly seq: number;
  /** Server time, milliseconds since the epoch, UTC. Rises by at least 1 from commit to commit. */
  readonly at: number;
  readonly nonce: string;
  readonly body: string;
}

/** The newest state of a record, as of commit `seq`. `terms` are what lists find it by. */
export interface EntityRow {
  readonly kind: string;
  readonly id: number;
  readonly version: number;
  readonly seq: number;
  readonly state: string;
  readonly terms: readonly string[];
}

/** A name that is unique in its space. A freed name keeps its row, with `id` null, so that a late writer can't bring it back. */
export interface NameRow {
  readonly space: string;
  readonly name: string;
  readonly id: number | null;
  readonly seq: number;
}

/** What was answered to a call with an Idempotency-Key. A call that spans commits has a part in each. */
export interface AnswerRow {
  readonly key: string;
  readonly part: number;
  readonly seq: number;
  readonly body: string;
  /** Milliseconds since the epoch. From then on it is absent, whether swept or not. */
  readonly expiresAt: number;
}

/** The last number given out for a kind. */
export interface CounterRow {
  readonly kind: string;
  readonly value: number;
  readonly seq: number;
}

/** A value that the log names by `ref`, a salted hash. Erasing it leaves the log as it was. */
export interface PrivateRow {
  readonly ref: string;
  readonly kind: string;
  readonly id: number;
  readonly field: string;
  readonly value: string;
  /** The commit it was written for. One whose commit `seq` has another nonce belongs to nobody and is swept. */
  readonly seq: number;
  readonly nonce: string;
}

/**
 * Word that these grams, pieces of text, stand in some record of a block, or once stood there; a block is a run of a kind's records.
 * Grams are only ever added, in any order, any number of times, so the row names no commit.
 */
export interface GramRow {
  readonly kind: string;
  readonly block: number;
  readonly grams: readonly string[];
}

/** What one or several consecutive commits make of the projections. At most one row per key: the newest. */
export interface Writes {
  readonly entities: readonly EntityRow[];
  readonly names: readonly NameRow[];
  readonly answers: readonly AnswerRow[];
  readonly counters: readonly CounterRow[];
  readonly grams: readonly GramRow[];
}

/** What a group asks for at once. Answers come back in the order of the question, `undefined` where there is nothing. */
export interface Wanted {
  readonly entities: readonly { readonly kind: string; readonly id: number }[];
  readonly names: readonly { readonly space: string; readonly name: string }[];
  /** Keys of stored answers; all parts of each come back, in order. */
  readonly answers: readonly string[];
  readonly counters: readonly string[];
  /** Records that carry a term, newest first. */
  readonly members: readonly { readonly kind: string; readonly term: string; readonly limit: number }[];
}

export interface Loaded {
  readonly entities: readonly (EntityRow | undefined)[];
  readonly names: readonly (NameRow | undefined)[];
  readonly answers: readonly (readonly AnswerRow[])[];
  readonly counters: readonly (CounterRow | undefined)[];
  readonly members: readonly (readonly EntityRow[])[];
}

/** `inserted`: this call did it. `mine`: an earlier try with the same nonce had. `taken`: the number belongs to a rival's commit. */
export type AppendOutcome = 'inserted' | 'mine' | 'taken';

/** Where an organization stands: the newest commit of its log and the newest one whose writes are all in the projections. */
export interface Position {
  readonly head: number;
  readonly applied: number;
  /** `at` of the head, 0 on an empty log. */
  readonly headAt: number;
}

export interface Scan {
  readonly kind: string;
  /** Without one, all records of the kind. */
  readonly term?: string;
  /** Only ids below this one. */
  readonly before?: number;
  readonly limit: number;
}

export interface BlockScan {
  readonly kind: string;
  /** At least one. */
  readonly grams: readonly string[];
  /** The first block and the one after the last: the caller bounds how far one question goes. */
  readonly from: number;
  readonly before: number;
}

/** A place in the order of last change: the commit, and among its records the id. */
export interface ChangePlace {
  readonly seq: number;
  readonly id: number;
}

export interface ChangeScan {
  readonly kind: string;
  readonly after: ChangePlace;
  /** Only records whose last change is in this commit or an older one. */
  readonly through: number;
  readonly limit: number;
}

export interface Store {
  /**
   * Inserts the commit as number `seq`, which must be the head + 1 that the caller saw, and with `inserted` or `mine` has applied
   * `writes`. Private values are in before the commit is. With `taken` nothing of it stays.
   */
  append(commit: CommitRow, writes: Writes, values: readonly PrivateRow[]): Promise<AppendOutcome>;
  /**
   * Applies what commits up to `seq` make of the projections, each row only over an older one, then moves the mark to at least `seq`.
   * The caller makes `writes` from every commit after the mark, so nothing is left out.
   */
  apply(org: number, seq: number, writes: Writes): Promise<void>;
  position(org: number): Promise<Position>;
  /** Commits after `after`, in order, at most `limit` of them and at most about 1 MB of bodies, but at least one if there is one. */
  commits(org: number, after: number, limit: number): Promise<readonly CommitRow[]>;
  /** Organizations with a log, by id, after `afterOrg`. */
  heads(afterOrg: number, limit: number): Promise<readonly { readonly org: number; readonly seq: number }[]>;
  load(org: number, wanted: Wanted, now: number): Promise<Loaded>;
  /** Records newest first (by id), from an index; fewer than the limit where their states have more than about 4 MB (`isFull`). */
  scan(org: number, scan: Scan): Promise<readonly EntityRow[]>;
  /** The blocks in which all of the grams stand, highest first, from an index. */
  blocks(org: number, scan: BlockScan): Promise<readonly number[]>;
  /** Records by their last change, oldest change first, those of one commit by id; from an index. It may be cut as `scan`. */
  changes(org: number, scan: ChangeScan): Promise<readonly EntityRow[]>;
  /** Number of the last commit that was made before a time, 0 if none was; from an index. */
  seqBefore(org: number, at: number): Promise<number>;
  /** Private values by their refs; what was erased is `undefined`. */
  values(org: number, refs: readonly string[]): Promise<readonly (string | undefined)[]>;
  /**
   * Erases every private value of a record's fields and answers how many there were. The log and the projections stay as they are,
   * and a repeated append doesn't bring them back.
   */
  eraseValues(org: number, kind: string, id: number, fields: readonly string[]): Promise<number>;
  /** Removes private values of commits that never came to be: `seq` at or below the mark, under another nonce. At most `limit`. */
  sweepValues(org: number, limit: number): Promise<number>;
  /** Removes answers that expired before `now`, at most `limit`, of any organization. */
  sweepAnswers(now: number, limit: number): Promise<number>;
  readonly records: Records;
  /** Whether the engine answers, without throwing. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

/** What is not history: positions, leases, sessions, rate buckets. docs/architecture.md lists what may live here. */
export interface RecordRow {
  readonly key: string;
  readonly value: string;
  /** Starts at 1, +1 with each put. Writing over an expired one counts on, so that its last holder's version never fits again. */
  readonly version: number;
}

export interface Records {
  /** An expired one is absent. */
  get(org: number, space: string, key: string, now: number): Promise<RecordRow | undefined>;
  /**
   * Writes if the present version is `expected` (0: there must be none, or an expired one). Answers the new version, or `undefined`
   * if another writer was first.
   */
  put(org: number, space: string, write: RecordWrite, now: number): Promise<number | undefined>;
  /** Removes it if it still has that version. */
  remove(org: number, space: string, key: string, expected: number): Promise<boolean>;
  /** By key, after `afterKey`. */
  list(
    org: number,
    space: string,
    page: { readonly afterKey: string; readonly limit: number },
    now: number,
  ): Promise<readonly RecordRow[]>;
  /** Removes what expired before `now`, at most `limit`. Versions of those keys start anew, so leave leases some time. */
  sweep(now: number, limit: number): Promise<number>;
  /**
   * Resolves when reads that begin then, of records and of logs, see all that was written before the call, by any replica. A read alone
   * proves nothing: an engine may answer it from the past.
   */
  barrier(now: number): Promise<void>;
}

export interface RecordWrite {
  readonly key: string;
  readonly value: string;
  readonly expected: number;
  /** Milliseconds since the epoch; never where absent. */
  readonly expiresAt?: number;
}
