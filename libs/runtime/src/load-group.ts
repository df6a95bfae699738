import { Defect, askFor } from './decide-group.ts';
import type { Job } from './job.ts';
import type { Reader } from './load.ts';
import { EndlessLookup, loadFor } from './load.ts';
import { WorkingSet } from './working-set.ts';

/**
 * A working set with all that the first `rowsMax` rows of the commands need.
 * @throws {Defect} a command whose lookups throw or never end.
 */
export async function loadGroup(reader: Reader, org: number, group: JobGroup): Promise<WorkingSet> {
  const set = new WorkingSet(reader.kinds);
  const ask = (jobs: readonly Job[]): void => {
    askFor(jobs, reader.kinds.keys(), { set, rowsMax: group.rowsMax });
  };
  try {
    await loadFor(reader, org, set, () => {
      ask(group.jobs);
    });
  } catch (thrown) {
    const endless = thrown instanceof EndlessLookup ? group.jobs.find((job) => isUnanswered(job)) : undefined;
    throw endless === undefined ? thrown : new Defect(endless, thrown);
  }
  return set;

  function isUnanswered(job: Job): boolean {
    ask([job]);
    return set.takeMissing() !== undefined;
  }
}

export interface JobGroup {
  readonly jobs: readonly Job[];
  readonly rowsMax: number;
}
