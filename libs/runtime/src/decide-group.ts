import { AppError, internal, toAppError } from '@benchline/errors';
import type { Context } from './action.ts';
import { doneRow, refusedRow } from './bulk-reply.ts';
import type { CommitDraft, DraftedChange } from './commit-draft.ts';
import type { LoggedAnswer } from './commit.ts';
import { loggedCall } from './commit.ts';
import type { Decision } from './decision.ts';
import { refuse } from './decision.ts';
import type { Attempt, Job, RowResult } from './job.ts';
import { jsonBytesMax } from './json-bytes-max.ts';
import { answerToKeep, keptAnswers, repeatedRows, settledBefore } from './kept-answers.ts';
import type { Entity, Kind } from './kind.ts';
import { find } from './lookup.ts';
import { storedRefusal, storedReply } from './stored-answer.ts';
import type { WorkingSet } from './working-set.ts';

export interface GroupContext {
  readonly set: WorkingSet;
  readonly draft: CommitDraft;
  /** The commit's time in milliseconds and as RFC 3339. */
  readonly at: number;
  readonly now: string;
  readonly limits: {
    readonly rows: number;
    readonly bytes: number;
    /** New grams, after which a commit is closed. */
    readonly grams: number;
  };
  /** Hears of what must not happen. */
  readonly defect: (error: unknown) => void;
}

/**
 * Decides commands one after the other, each over what those before it left. Stops at the limits, and before a command that needs what
 * the working set can't tell any more; what is left over comes first in the next group.
 */
export function decideGroup(jobs: readonly Job[], group: GroupContext): readonly Attempt[] {
  const attempts: Attempt[] = [];
  let rows = 0;
  for (const job of jobs) {
    // Refusals that are kept take their place too.
    if (group.draft.size >= group.limits.bytes) break;
    const attempt = attemptOrDefect(job, group, group.limits.rows - rows);
    attempts.push(attempt);
    rows += attempt.rows.length;
    if (!attempt.finished) break;
  }
  return attempts;
}

/** A command whose action broke a rule of the runtime. What the group had decided so far is void; the others are decided again. */
export class Defect extends Error {
  readonly job: Job;

  constructor(job: Job, cause: unknown) {
    super(`the action ${job.command.name} is defective`, { cause });
    this.job = job;
  }
}

function attemptOrDefect(job: Job, group: GroupContext, rowsLeft: number): Attempt {
  try {
    return attemptJob(job, group, rowsLeft);
  } catch (thrown) {
    throw new Defect(job, thrown);
  }
}

/** Asks for all that the first `rowsMax` rows of the commands need. */
export function askFor(
  jobs: readonly Job[],
  kinds: Iterable<string>,
  { set, rowsMax }: { readonly set: WorkingSet; readonly rowsMax: number },
): void {
  for (const kind of kinds) set.counter(kind);
  let left = rowsMax;
  for (const job of jobs) {
    if (left <= 0) return;
    try {
      askForJob(job, left, set);
    } catch (thrown) {
      throw new Defect(job, thrown);
    }
    left -= job.todo.length;
  }
}

function askForJob({ command, todo }: Job, rowsMax: number, set: WorkingSet): void {
  if (command.idempotency !== undefined) set.answers(command.idempotency.key);
  for (const index of todo.slice(0, rowsMax)) {
    const row = command.rows[index];
    if (row?.ok === true) lookUp(command, row.input, set);
  }
}

function lookUp({ action }: Job['command'], input: unknown, set: WorkingSet): Readonly<Record<string, unknown>> {
  const typed = input as never; // the gate of this action let it in
  const found = find(action.lookups(typed), set);
  const subject = action.subject?.(typed);
  return subject === undefined ? found : { ...found, subject: subject.lookup(set) };
}

function attemptJob(job: Job, group: GroupContext, rowsLeft: number): Attempt {
  const kept = keptAnswers(job, group.set);
  if (group.set.takeMissing() !== undefined) return { ...nothingYet, job };
  const settled = settledBefore(job, kept);
  if (settled !== undefined) return { ...nothingYet, job, ...settled, finished: true };
  const repeated = repeatedRows(job, kept);
  const { rows, changes, reply, finished } = decideRows(job, { group, rowsLeft, skip: repeated });
  const attempt = { ...nothingYet, job, rows: [...repeated, ...rows], finished };
  const answer = answerToKeep(attempt, { kept, fresh: rows, reply, at: group.at, effect: changes.length > 0 });
  if (changes.length > 0 || answer !== undefined) {
    group.draft.entry(job.command.name, loggedCall(job.command.call), { changes, answer });
  }
  if (answer !== undefined) group.set.answered(group.draft.answer(answer, changes));
  return attempt;
}

const nothingYet = { rows: [], replay: undefined, refusal: undefined, finished: false } as const;

interface DecidedRows {
  readonly rows: readonly RowResult[];
  readonly changes: readonly DraftedChange[];
  /** How to keep the reply of a command of one row; `undefined` where it is nothing to keep. */
  readonly reply: LoggedAnswer['reply'] | undefined;
  readonly finished: boolean;
}

function decideRows(
  job: Job,
  {
    group,
    rowsLeft,
    skip,
  }: { readonly group: GroupContext; readonly rowsLeft: number; readonly skip: readonly RowResult[] },
): DecidedRows {
  const done = new Set(skip.map((row) => row.index));
  const rows: RowResult[] = [];
  const changes: DraftedChange[] = [];
  let reply: DecidedRows['reply'] = { is: 'value', value: undefined };
  for (const index of job.todo) {
    if (done.has(index)) continue;
    if (rows.length >= rowsLeft) return { rows, changes, reply, finished: false };
    const decision = decideRow(job, index, group);
    if (decision === undefined || !fits(decision, group)) return { rows, changes, reply, finished: false };
    rows.push(rowResult(job, index, decision));
    if (!decision.accepted) {
      if (job.command.bulk === undefined) reply = storedRefusal(decision.error);
      continue;
    }
    const first = changes.length;
    for (const change of decision.changes) changes.push(group.draft.change(group.set, change));
    reply = storedReply(decision.reply, { changes: decision.changes, first }, group.set);
  }
  return { rows, changes, reply, finished: true };
}

/** A change stands in the commit with what it changed and what it left, and where it is answered with the record, once more. */
const timesInCommit = 3;

/** Whether the commit keeps its bound. One that is empty takes any row. */
function fits(decision: Decision<unknown>, { draft, limits }: GroupContext): boolean {
  if (!decision.accepted || draft.size === 0) return true;
  if (draft.grams >= limits.grams) return false;
  const bytes = decision.changes.reduce((sum, { after }) => sum + jsonBytesMax(after), 0);
  return draft.size + timesInCommit * bytes <= limits.bytes;
}

function rowResult({ command }: Job, index: number, decision: Decision<unknown>): RowResult {
  const { bulk } = command;
  if (!decision.accepted) {
    return { is: 'refused', index, error: decision.error, row: bulk && refusedRow(index, decision.error) };
  }
  const row = bulk && doneRow(index, bulk.status, bulk.summary(decision.reply));
  return { is: 'done', index, reply: decision.reply, row };
}

/** `undefined`: the working set can't tell; the row belongs to the next group. */
function decideRow({ command }: Job, index: number, { set, now, defect }: GroupContext): Decision<unknown> | undefined {
  const row = command.rows[index];
  if (row === undefined) return refuse(internal(new Error(`no row ${String(index)}`)));
  if (!row.ok) return refuse(row.error);
  const found = lookUp(command, row.input, set);
  if (set.takeMissing() !== undefined) return undefined;
  const stopped = checkSubject(command, row.input, found['subject']);
  if (stopped !== undefined) return refuse(stopped);
  const numbers = new Map<string, number>();
  const context: Context = { now, call: command.call, nextId: (kind) => nextNumber(kind, numbers, set) };
  try {
    return command.action.decide(found, row.input as never, context); // the gate of this action let it in
  } catch (thrown) {
    const error = toAppError(thrown);
    // A row's error ends in the answer of its call, where nobody of ours would see it.
    if (command.bulk !== undefined && error.kind === 'internal') defect(error);
    return refuse(error);
  }
}

function nextNumber(kind: Kind<Entity>, numbers: Map<string, number>, set: WorkingSet): number {
  const number = (numbers.get(kind.name) ?? set.counter(kind.name)) + 1;
  numbers.set(kind.name, number);
  return number;
}

function checkSubject({ action, call }: Job['command'], input: unknown, subject: unknown): AppError | undefined {
  const wanted = action.subject?.(input as never); // the gate of this action let it in
  if (wanted === undefined) return undefined;
  if (subject === undefined) return wanted.absent();
  const { version } = subject as Entity; // a subject's lookup answers a record
  if (call.ifMatch === '' || call.ifMatch === '*' || call.ifMatch === `"${String(version)}"`) return undefined;
  return versionConflict(version);
}

function versionConflict(version: number): AppError {
  return new AppError('precondition_failed', 'version_conflict', 'The record has changed since that version', {
    extras: { version },
  });
}
