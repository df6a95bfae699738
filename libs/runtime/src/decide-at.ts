import { toAppError } from '@benchline/errors';
import { CommitDraft } from './commit-draft.ts';
import { Defect, decideGroup } from './decide-group.ts';
import type { GroupContext } from './decide-group.ts';
import type { Attempt, Job } from './job.ts';
import { loadGroup } from './load-group.ts';
import type { Reader, Settled } from './load.ts';

export interface DecideContext extends Reader {
  readonly nonce: () => string;
  readonly salt: () => string;
  readonly defect: (error: unknown) => void;
}

export interface Decided {
  readonly attempts: readonly Attempt[];
  readonly draft: CommitDraft;
}

export interface GroupAt {
  readonly org: number;
  /** Where the log ends as far as is known. */
  readonly settled: Settled;
  readonly jobs: readonly Job[];
  readonly limits: GroupContext['limits'];
}

/**
 * Loads what a group needs and decides it, as the commit that follows `settled`. Nothing of it counts yet.
 * @throws {AppError} `unavailable` while the store is away.
 */
export async function decideAt(
  context: DecideContext,
  { org, settled, jobs, limits }: GroupAt,
): Promise<Decided | Defect> {
  const { kinds, clock, nonce, salt, defect, grams } = context;
  try {
    const set = await loadGroup(context, org, { jobs, rowsMax: limits.rows });
    const at = Math.max(clock(), settled.at + 1);
    const draft = new CommitDraft({ kinds, org, seq: settled.seq + 1, at, nonce: nonce(), salt, grams });
    const now = new Date(at).toISOString();
    return { attempts: decideGroup(jobs, { set, draft, at, now, limits, defect }), draft };
  } catch (thrown) {
    if (thrown instanceof Defect) return thrown;
    throw toAppError(thrown);
  }
}
