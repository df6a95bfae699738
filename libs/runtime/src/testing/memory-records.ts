import type { RecordRow, Records } from '@benchline/store';
import { keyOf } from './memory-partition.ts';

export interface KeptRecord extends RecordRow {
  readonly org: number;
  readonly space: string;
  readonly expiresAt: number;
}

/** Records with compare-and-set in memory. */
export function memoryRecords(records: Map<string, KeptRecord>, step: () => Promise<void>): Records {
  const present = (key: string, now: number): KeptRecord | undefined => {
    const record = records.get(key);
    return record !== undefined && record.expiresAt > now ? record : undefined;
  };
  return {
    get: async (org, space, key, now) => {
      await step();
      return row(present(keyOf(org, space, key), now));
    },
    put: async (org, space, { key, value, expected, expiresAt = Infinity }, now) => {
      await step();
      const place = keyOf(org, space, key);
      if ((present(place, now)?.version ?? 0) !== expected) return undefined;
      const version = (records.get(place)?.version ?? 0) + 1;
      records.set(place, { org, space, key, value, version, expiresAt });
      return version;
    },
    remove: async (org, space, key, expected) => {
      await step();
      const place = keyOf(org, space, key);
      return records.get(place)?.version === expected && records.delete(place);
    },
    list: async (org, space, { afterKey, limit }, now) => {
      await step();
      return [...records.values()]
        .filter((record) => record.org === org && record.space === space)
        .filter((record) => record.key > afterKey && record.expiresAt > now)
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .slice(0, limit)
        .flatMap((record) => row(record) ?? []);
    },
    sweep: async (now, limit) => {
      await step();
      const expired = [...records].filter(([, record]) => record.expiresAt <= now).slice(0, limit);
      for (const [place] of expired) records.delete(place);
      return expired.length;
    },
    barrier: async () => {
      await step();
    },
  };
}

function row(record: KeptRecord | undefined): RecordRow | undefined {
  return record && { key: record.key, value: record.value, version: record.version };
}
