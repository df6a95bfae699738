import { internal, unavailable } from '@benchline/errors';
import type { DecideContext, Decided } from './decide-at.ts';
import { decideAt } from './decide-at.ts';
import { Defect } from './decide-group.ts';
import type { Command, Outcome } from './job.ts';
import { Job } from './job.ts';
import { catchUp } from './load.ts';

const triesMax = 20;
/** Tries that want to find the log where it was: beside writers that never rest, the answer may then be of while they wrote. */
const quietTries = 5;

/**
 * The path of a command up to its commit, which is thrown away. Neither reads nor leaves a kept answer.
 * @throws {AppError} its refusal; `unavailable` past its deadline, while the store is away, and where nothing can be decided.
 */
export async function dryRun(context: DecideContext, command: Command): Promise<Outcome> {
  const org = command.call.organizationId;
  const limits = { rows: command.rows.length, bytes: Infinity, grams: Infinity };
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const settled = await catchUp(context, org, command.deadline);
    const job = new Job({ ...command, idempotency: undefined });
    const decided = await decideAt(context, { org, settled, jobs: [job], limits });
    const moved = (await context.store.position(org)).head !== settled.seq;
    if (moved && context.clock() >= command.deadline) throw unavailable('the answer in time');
    // What was read while a commit came in can look like a defect and be none.
    if (moved && (tries < quietTries || !isSound(decided))) continue;
    return outcomeOf(job, decided);
  }
  throw unavailable('a quiet moment of the log');
}

async function outcomeOf(job: Job, decided: Decided | Defect): Promise<Outcome> {
  if (decided instanceof Defect) throw internal(decided);
  const [attempt] = decided.attempts;
  if (attempt === undefined || !job.settle(attempt)) {
    throw internal(new Error(`${job.command.name} can't be rehearsed`));
  }
  const result = await job.result;
  return 'is' in result ? { reply: undefined, replayed: true, many: false } : result;
}

function isSound(decided: Decided | Defect): boolean {
  if (decided instanceof Defect) return false;
  const [attempt] = decided.attempts;
  return (
    attempt?.finished === true && !attempt.rows.some((row) => row.is === 'refused' && row.error.kind === 'internal')
  );
}
