import { AppError, internal, toAppError, unavailable } from '@benchline/errors';
import type { AppendOutcome, CommitRow, PrivateRow, Writes } from '@benchline/store';
import type { DecideContext, Decided } from './decide-at.ts';
import { decideAt } from './decide-at.ts';
import { Defect } from './decide-group.ts';
import type { Job } from './job.ts';
import type { Settled } from './load.ts';
import { catchUp } from './load.ts';
import type { Limits } from './limits.ts';

export interface LaneContext extends DecideContext {
  readonly limits: Limits;
  /** Waits between tries while the store is away, milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
  /** Nobody waits for a store that is away once the runtime stops. */
  readonly stopped: () => boolean;
  readonly committed: (commit: Committed) => void;
}

/** A commit that this replica has brought in. */
export interface Committed {
  readonly org: number;
  readonly seq: number;
  /** Rows of commands that were decided for it. */
  readonly rows: number;
}

/**
 * The commands of one organization, on this replica. While a group is on its way to the log, those that arrive wait and go together:
 * the busier, the larger the groups and the less a command costs; when it is idle a command goes at once. Commit n + 1 is never sent
 * before the fate of n is known.
 */
export class Lane {
  readonly #org: number;
  readonly #context: LaneContext;
  #queue: Job[] = [];
  #queuedRows = 0;
  #running: Promise<void> | undefined;
  /** Where the log stood when this lane last knew; unknown at first and after a failure. */
  #settled: Settled | undefined;
  /** Set while the fate of a commit can't be learnt: the store is away. */
  #stuck = false;
  #inFlight: readonly Job[] = [];

  constructor(org: number, context: LaneContext) {
    this.#org = org;
    this.#context = context;
  }

  /** Takes all of them, in their order, or none. @throws {AppError} `unavailable` when too many wait already, or while the store is away. */
  add(jobs: readonly Job[]): void {
    if (this.#stuck) throw unavailable('the store');
    const rows = rowsOf(jobs);
    if (this.#queuedRows > 0 && this.#queuedRows + rows > this.#context.limits.queuedRows) throw overloaded();
    this.#queue.push(...jobs);
    this.#queuedRows += rows;
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  get stuck(): boolean {
    return this.#stuck;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  async #run(): Promise<void> {
    // All that arrives in the same turn of the event loop goes in the same group.
    for (;;) {
      await nextTurn();
      const group = this.#takeGroup();
      if (group.length === 0) break;
      this.#inFlight = group;
      try {
        await this.#settleGroup(group);
      } catch (thrown) {
        this.#settled = undefined;
        const error = toAppError(thrown);
        if (error.kind === 'internal') this.#context.defect(error);
        for (const job of group) job.fail(error);
      }
      this.#inFlight = [];
    }
    this.#running = undefined;
  }

  /** The next commands, as many as one commit may hold. Nobody works for a caller who has stopped waiting. */
  #takeGroup(): readonly Job[] {
    const now = this.#context.clock();
    const group: Job[] = [];
    let [jobs, rows] = [0, 0];
    for (const job of this.#queue) {
      if (rows >= this.#context.limits.groupRows) break;
      jobs += 1;
      this.#queuedRows -= job.todo.length;
      if (isWanted(job, now)) {
        group.push(job);
        rows += job.todo.length;
      }
    }
    this.#queue = this.#queue.slice(jobs);
    if (group.length === 0 && this.#queue.length > 0) return this.#takeGroup();
    return group;
  }

  #wanted(jobs: readonly Job[]): readonly Job[] {
    const now = this.#context.clock();
    return jobs.filter((job) => isWanted(job, now));
  }

  #putBack(jobs: readonly Job[]): void {
    const open = jobs.filter((job) => job.open);
    this.#queue = [...open, ...this.#queue];
    this.#queuedRows += rowsOf(open);
  }

  /** Takes a group through. What does not fit in one commit goes back to the front of the queue. */
  async #settleGroup(group: readonly Job[]): Promise<void> {
    let jobs = group;
    // Whoever was told meanwhile that the store is away waits no longer: deciding anew for him would surprise him.
    while ((jobs = this.#wanted(jobs)).length > 0) {
      this.#settled ??= await catchUp(this.#context, this.#org);
      const { groupRows: rows, commitBytes: bytes, commitGrams: grams } = this.#context.limits;
      const decided = await decideAt(this.#context, {
        org: this.#org,
        settled: this.#settled,
        jobs,
        limits: { rows, bytes, grams },
      });
      if (decided instanceof Defect) {
        // What was read while a rival's commit came in can look like a defect and be none.
        if (!(await this.#stillAt(this.#settled))) continue;
        this.#context.defect(decided);
        decided.job.fail(internal(decided));
        continue;
      }
      // Looked at last of all before the insert, which nobody can call back.
      if (this.#wanted(jobs).length < jobs.length) continue;
      if (!(await this.#stands(decided, this.#settled))) continue;
      const through = new Set(decided.attempts.filter((attempt) => attempt.job.settle(attempt)).map(({ job }) => job));
      this.#putBack(jobs.filter((job) => !through.has(job)));
      return;
    }
  }

  /** Whether what was decided at a position of the log counts: its commit is in, or nobody else's came in the meantime. */
  async #stands({ draft, attempts }: Decided, settled: Settled): Promise<boolean> {
    if (draft.empty) return this.#stillAt(settled);
    const { commit, writes, values } = draft.finish();
    const outcome = await this.#append(commit, writes, values);
    this.#settled = outcome === 'taken' ? undefined : { seq: commit.seq, at: commit.at };
    if (outcome === 'taken') return false;
    draft.written();
    const rows = attempts.reduce((sum, attempt) => sum + attempt.rows.length, 0);
    this.#context.committed({ org: this.#org, seq: commit.seq, rows });
    return true;
  }

  /** Whether the log ends where the lane believes. If it doesn't, the lane learns it before it decides again. */
  async #stillAt({ seq }: Settled): Promise<boolean> {
    const { head } = await this.#context.store.position(this.#org);
    if (head !== seq) this.#settled = undefined;
    return head === seq;
  }

  /** Repeats the same insert until its fate is known. Meanwhile callers learn that the store is away. */
  async #append(commit: CommitRow, writes: Writes, values: readonly PrivateRow[]): Promise<AppendOutcome> {
    for (let tries = 1; ; tries += 1) {
      try {
        const outcome = await this.#context.store.append(commit, writes, values);
        this.#stuck = false;
        return outcome;
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.kind !== 'unavailable') {
          this.#stuck = false;
          throw error;
        }
        if (tries > 1) this.#giveUp(error);
        if (tries > 1 && this.#context.stopped()) throw error;
        await this.#context.pause(this.#context.limits.retryMs * Math.min(20, 2 ** (tries - 1)));
      }
    }
  }

  /** Whoever waits is told that the store is away: nothing was done, or the same Idempotency-Key finds it done. */
  #giveUp(error: AppError): void {
    this.#stuck = true;
    for (const job of [...this.#inFlight, ...this.#queue]) job.fail(error);
    this.#queue = [];
    this.#queuedRows = 0;
  }
}

function rowsOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { todo }) => sum + todo.length, 0);
}

/** Whether somebody waits for it and its principal holds: what that allows may have been taken back since the door looked. */
function isWanted(job: Job, now: number): boolean {
  const { deadline, call } = job.command;
  if (job.open && job.outrun !== undefined) job.fail(job.outrun);
  if (job.open && deadline <= now) job.fail(unavailable('the answer in time'));
  if (job.open && (call.principalEndsAt ?? Infinity) <= now) job.expire();
  return job.open;
}

function overloaded(): AppError {
  return new AppError('unavailable', 'overloaded', 'Too many commands of this organization are waiting', {
    retryAfterSeconds: 1,
  });
}

async function nextTurn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
