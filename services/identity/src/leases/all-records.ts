import type { RecordRow, Records } from '@benchline/store';

const pageSize = 200;

interface Place {
  /** The organization, or the platform. */
  readonly org: number;
  readonly space: string;
}

/** Every record of a space, by key. */
export async function allRecords(
  records: Pick<Records, 'list'>,
  { org, space }: Place,
  now: number,
): Promise<readonly RecordRow[]> {
  const all: RecordRow[] = [];
  for (let afterKey = ''; ;) {
    const page = await records.list(org, space, { afterKey, limit: pageSize }, now);
    all.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return all;
    afterKey = last.key;
  }
}
