import { internal, toAppError, unavailable } from '@benchline/errors';
import { CommitDraft } from './commit-draft.ts';
import { Defect, decideGroup } from './decide-group.ts';
import type { Attempt, Command, Outcome } from './job.ts';
import { Job } from './job.ts';
import type { LaneContext } from './lane.ts';
import type { Settled } from './load.ts';
import { loadGroup } from './load-group.ts';
import { catchUp } from './load.ts';

const triesMax = 20;

/** The path of a command up to its commit, which is thrown away. Neither reads nor leaves a kept answer. */
export async function dryRun(context: LaneContext, command: Command): Promise<Outcome> {
  const org = command.call.organizationId;
  for (let tries = 0; tries < triesMax; tries += 1) {
    const settled = await catchUp(context, org);
    const job = new Job({ ...command, idempotency: undefined });
    const attempt = await attemptAt(settled, job, context);
    if ((await context.store.position(org)).head !== settled.seq) continue;
    if (attempt instanceof Defect) throw internal(attempt);
    if (attempt === undefined || !job.settle(attempt)) throw internal(new Error(`${command.name} can't be rehearsed`));
    const result = await job.result;
    return 'is' in result ? { reply: undefined, replayed: true } : result;
  }
  throw unavailable('a quiet moment of the log');
}

async function attemptAt({ seq, at }: Settled, job: Job, context: LaneContext): Promise<Attempt | Defect | undefined> {
  const { kinds, clock, nonce, salt } = context;
  const org = job.command.call.organizationId;
  const rows = job.command.rows.length;
  try {
    const set = await loadGroup(context, org, { jobs: [job], rowsMax: rows });
    const next = Math.max(clock(), at + 1);
    const draft = new CommitDraft({ kinds, org, seq: seq + 1, at: next, nonce: nonce(), salt });
    const limits = { rows, bytes: Number.POSITIVE_INFINITY };
    const [attempt] = decideGroup([job], {
      set,
      draft,
      at: next,
      now: new Date(next).toISOString(),
      limits,
      defect: context.defect,
    });
    return attempt;
  } catch (thrown) {
    if (thrown instanceof Defect) return thrown;
    throw toAppError(thrown);
  }
}
