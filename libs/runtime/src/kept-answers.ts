import { bulkReply } from './bulk-reply.ts';
import type { AnswerRow } from '@benchline/store';
import type { LoggedAnswer, StoredReply } from './commit.ts';
import type { Attempt, Idempotency, Job, RowResult } from './job.ts';
import { bulkRows } from './job.ts';
import type { StoredAnswer } from './stored-answer.ts';
import { idempotencyKeyReused, openRefusal } from './stored-answer.ts';
import type { WorkingSet } from './working-set.ts';

export interface KeptAnswer extends StoredAnswer {
  readonly part: number;
}

/** What was kept of earlier copies of a command, and of this one's own earlier parts. */
export function keptAnswers({ command }: Job, set: WorkingSet): readonly KeptAnswer[] {
  return command.idempotency === undefined ? [] : set.answers(command.idempotency.key).map(readAnswer);
}

export function readAnswer({ body, part }: AnswerRow): KeptAnswer {
  const answer = JSON.parse(body) as StoredAnswer; // written by `answerRow`
  return { ...answer, part };
}

/** The end of a command that needs no decision: it is answered already, or its key belongs to another request. */
export function settledBefore(
  { command }: Job,
  kept: readonly StoredAnswer[],
): Partial<Pick<Attempt, 'replay' | 'refusal'>> | undefined {
  const fingerprint = command.idempotency?.fingerprint;
  if (kept.some((answer) => answer.fingerprint !== fingerprint)) return { refusal: idempotencyKeyReused() };
  const whole = wholeReply(kept);
  if (whole?.is === 'refused') return { refusal: openRefusal(whole.refusal) };
  return whole === undefined ? undefined : { replay: whole };
}

/** The answer of a command that is through. */
export function wholeReply(kept: readonly StoredAnswer[]): StoredReply | undefined {
  return kept.find(({ reply }) => reply.is !== 'rows')?.reply;
}

/**
 * Rows that an earlier, cut off copy of the call has done; this copy's own earlier parts are not among its rows to do. A command that
 * is no bulk has none, although a bulk may have begun under its key: that of a robot which has lost its right since.
 */
export function repeatedRows(job: Job, kept: readonly StoredAnswer[]): readonly RowResult[] {
  if (job.command.bulk === undefined) return [];
  const todo = new Set(job.todo);
  return kept
    .flatMap(({ reply }) => (reply.is === 'rows' ? reply.rows : []))
    .filter((row) => todo.has(row.index))
    .map((row) => ({ is: 'done', index: row.index, reply: undefined, row }));
}

interface AnswerParts {
  readonly kept: readonly KeptAnswer[];
  /** Rows that this attempt has decided itself. */
  readonly fresh: readonly RowResult[];
  /** `undefined` where there is nothing that may be kept. */
  readonly reply: LoggedAnswer['reply'] | undefined;
  readonly at: number;
  /** Whether this attempt changes anything. */
  readonly effect: boolean;
}

/** What to keep of an attempt: what had an effect, now or in an earlier part of the call; of a robot's command, whatever it came to. */
export function answerToKeep(attempt: Attempt, parts: AnswerParts): LoggedAnswer | undefined {
  const { idempotency, bulk } = attempt.job.command;
  if (idempotency === undefined) return undefined;
  const { kept, reply, at, effect } = parts;
  const last = attempt.finished && (kept.length > 0 || idempotency.robotAction !== undefined);
  if ((!effect && !last) || reply === undefined) return undefined;
  return { ...nextPart(idempotency, kept, at), reply: bulk === undefined ? reply : bulkPart(attempt, parts.fresh) };
}

function nextPart(
  { key, fingerprint, keptMs, robotAction }: Idempotency,
  kept: readonly KeptAnswer[],
  at: number,
): Omit<LoggedAnswer, 'reply'> {
  // Parts that came first expire first, so their count says nothing.
  const part = (kept.at(-1)?.part ?? -1) + 1;
  return { key, fingerprint, ...(robotAction !== undefined && { robotAction }), part, expiresAt: at + keptMs };
}

/** Each row that is done stands in one part only. */
function bulkPart({ job, rows, finished }: Attempt, fresh: readonly RowResult[]): StoredReply {
  if (finished) return { is: 'bulk', bulk: bulkReply(bulkRows(job.rowsWith(rows))) };
  return { is: 'rows', rows: bulkRows(fresh.filter((row) => row.is === 'done')) };
}
