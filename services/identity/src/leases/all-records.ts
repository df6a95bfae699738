import { platform } from '@benchline/runtime';
import type { RecordRow, Records } from '@benchline/store';

const pageSize = 200;

/** Every record of a space of the platform, by key. */
export async function allRecords(records: Records, space: string, now: number): Promise<readonly RecordRow[]> {
  const all: RecordRow[] = [];
  for (let afterKey = ''; ;) {
    const page = await records.list(platform, space, { afterKey, limit: pageSize }, now);
    all.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return all;
    afterKey = last.key;
  }
}
