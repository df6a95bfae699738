import { internal, unavailable } from '@benchline/errors';
import type { DecideContext } from './decide-at.ts';
import { decideAt } from './decide-at.ts';
import { Defect } from './decide-group.ts';
import type { Command, Outcome } from './job.ts';
import { Job } from './job.ts';
import { catchUp } from './load.ts';

const triesMax = 20;

/** The path of a command up to its commit, which is thrown away. Neither reads nor leaves a kept answer. */
export async function dryRun(context: DecideContext, command: Command): Promise<Outcome> {
  const org = command.call.organizationId;
  const limits = { rows: command.rows.length, bytes: Number.POSITIVE_INFINITY };
  for (let tries = 0; tries < triesMax; tries += 1) {
    const settled = await catchUp(context, org);
    const job = new Job({ ...command, idempotency: undefined });
    const decided = await decideAt(context, { org, settled, jobs: [job], limits });
    if ((await context.store.position(org)).head !== settled.seq) continue;
    if (decided instanceof Defect) throw internal(decided);
    const [attempt] = decided.attempts;
    if (attempt === undefined || !job.settle(attempt)) throw internal(new Error(`${command.name} can't be rehearsed`));
    const result = await job.result;
    return 'is' in result ? { reply: undefined, replayed: true } : result;
  }
  throw unavailable('a quiet moment of the log');
}
