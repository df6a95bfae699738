import type { AppError } from '@benchline/errors';
import { unavailable } from '@benchline/errors';
import type { BulkInputRow } from '@benchline/actions';
import { principalExpired } from '@benchline/principal';
import type { Action, RowSummary } from './action.ts';
import type { BulkRow } from './bulk-reply.ts';
import { bulkReply, refusedRow } from './bulk-reply.ts';
import type { Call } from './call.ts';
import type { StoredReply } from './commit.ts';

/** How a bulk call shows its rows. */
export interface BulkShape {
  /** HTTP status of a row that is done. */
  readonly status: number;
  readonly summary: (reply: unknown) => RowSummary;
}

/** One command as it came in: a single one is a bulk of one row. */
export interface Command {
  /** What the log calls it. */
  readonly name: string;
  /** What each row runs. */
  readonly action: Action;
  readonly bulk: BulkShape | undefined;
  readonly rows: readonly BulkInputRow[];
  readonly call: Call;
  /** When the caller stops waiting, milliseconds since the epoch. */
  readonly deadline: number;
  /** Present where the answer is to be kept. */
  readonly idempotency: Idempotency | undefined;
}

export interface Idempotency {
  readonly key: string;
  /** SHA-256 of what is asked for. */
  readonly fingerprint: string;
  /** Milliseconds that the answer is kept for. */
  readonly keptMs: number;
  /** The action in the words of a robot, whose command is worked once: then its refusal is kept as well. */
  readonly robotAction?: string;
}

export interface Outcome {
  readonly reply: unknown;
  readonly replayed: boolean;
  /** Whether the reply is that of a bulk: a kept one may be, although the command that finds it is none. */
  readonly many: boolean;
}

/** What one attempt at a command came to. Nothing of it counts before the group's commit is in. */
export interface Attempt {
  readonly job: Job;
  readonly rows: readonly RowResult[];
  /** An answer kept earlier, which is the answer now. */
  readonly replay: StoredReply | undefined;
  /** The call as a whole is refused. */
  readonly refusal: AppError | undefined;
  readonly finished: boolean;
}

export type RowResult =
  | { readonly is: 'done'; readonly index: number; readonly reply: unknown; readonly row: BulkRow | undefined }
  | { readonly is: 'refused'; readonly index: number; readonly error: AppError; readonly row: BulkRow | undefined };

/** Of commands that came one after the other: the first that came to nothing and is to be asked for again, and why. */
export interface Order {
  broken: { readonly place: number; readonly error: AppError } | undefined;
}

/** Where a command stands in its order. */
export interface Place {
  readonly order: Order;
  readonly place: number;
}

/** A command on its way, over as many commits as it takes. */
export class Job {
  readonly command: Command;
  readonly #place: Place | undefined;
  readonly result: Promise<Outcome | StoredReply>;
  /** Rows still to be judged, in order. */
  todo: readonly number[];
  #resolve: (outcome: Outcome | StoredReply) => void = () => undefined;
  #reject: (error: AppError) => void = () => undefined;
  readonly #rows: RowResult[] = [];
  #open = true;

  constructor(command: Command, place?: Place) {
    this.command = command;
    this.#place = place;
    this.todo = command.rows.map((_, index) => index);
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Whether somebody still waits for the answer. */
  get open(): boolean {
    return this.#open;
  }

  /** Set where one ahead of it came to nothing, so that it may not be decided before that one. */
  get outrun(): AppError | undefined {
    if (this.#place === undefined) return undefined;
    const { order, place } = this.#place;
    return order.broken !== undefined && order.broken.place < place ? order.broken.error : undefined;
  }

  /** The attempt counts from here on. Answers whether the command is through. */
  settle(attempt: Attempt): boolean {
    if (attempt.refusal !== undefined) this.#reject(attempt.refusal);
    else if (attempt.replay !== undefined) this.#resolve(attempt.replay);
    else {
      this.#rows.push(...attempt.rows);
      const judged = new Set(attempt.rows.map((row) => row.index));
      this.todo = this.todo.filter((index) => !judged.has(index));
      if (!attempt.finished) return false;
      this.#answer();
    }
    this.#open = false;
    return true;
  }

  fail(error: AppError): void {
    this.#open = false;
    if (this.#place !== undefined && isToBeRepeated(error)) breakOrder(this.#place, error);
    this.#reject(error);
  }

  /**
   * Refuses what is left: the principal is over. Its gateway repeats the call with a new one, so the refusal says that nothing is done
   * yet, or that a repeat finds what is. A bulk that is half done and keeps no answers would be done twice: its rows tell.
   */
  expire(): void {
    const repeats = this.command.idempotency !== undefined || this.#rows.every((row) => row.is === 'refused');
    if (repeats) {
      this.fail(principalExpired());
      return;
    }
    const error = unavailable('the standing of the credential');
    const rows = this.todo.map((index): RowResult => ({ is: 'refused', index, error, row: refusedRow(index, error) }));
    this.settle({ job: this, rows, replay: undefined, refusal: undefined, finished: true });
  }

  /** Results of all rows so far and of these, in the order of the call. */
  rowsWith(fresh: readonly RowResult[]): readonly RowResult[] {
    return [...this.#rows, ...fresh].sort((a, b) => a.index - b.index);
  }

  #answer(): void {
    if (this.command.bulk !== undefined) {
      this.#resolve({ reply: bulkReply(bulkRows(this.rowsWith([]))), replayed: false, many: true });
      return;
    }
    const [row] = this.#rows;
    if (row?.is === 'done') this.#resolve({ reply: row.reply, replayed: false, many: false });
    else if (row?.is === 'refused') this.#reject(row.error);
  }
}

function breakOrder({ order, place }: Place, error: AppError): void {
  if (order.broken === undefined || place < order.broken.place) order.broken = { place, error };
}

/** Whether nothing is known of the command, so that whoever asks for it asks again. */
export function isToBeRepeated({ kind, reason }: AppError): boolean {
  return kind === 'unavailable' || reason === 'principal_expired';
}

export function bulkRows(rows: readonly RowResult[]): readonly BulkRow[] {
  return rows.flatMap(({ row }) => row ?? []);
}
