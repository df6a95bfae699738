import type { Records } from '@benchline/store';

/** When keys were used last, to the minute. Kept as records: it is no history. */
export interface KeyUse {
  /** That a key is used now. Never rejects: nobody is kept out because this could not be written. */
  readonly note: (organizationId: number, keyId: number) => Promise<void>;
  /** RFC 3339. */
  readonly lastUsedAt: (organizationId: number, keyId: number) => Promise<string | undefined>;
}

interface KeyUseConfig {
  readonly records: Records;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const space = 'key_use';
const minuteMs = 60_000;
/** Keys whose minute is remembered, so that it isn't written again. */
const rememberedMax = 10_000;

export function keyUse({ records, clock }: KeyUseConfig): KeyUse {
  const written = new Map<string, string>();
  const write = async (organizationId: number, key: string, minute: string): Promise<void> => {
    const present = await records.get(organizationId, space, key, clock());
    if (present !== undefined && present.value >= minute) return;
    // Whoever is faster writes the same minute or a later one.
    await records.put(organizationId, space, { key, value: minute, expected: present?.version ?? 0 }, clock());
  };
  return {
    note: async (organizationId, keyId) => {
      const minute = new Date(Math.floor(clock() / minuteMs) * minuteMs).toISOString();
      const place = `${String(organizationId)}/${String(keyId)}`;
      if (written.get(place) === minute) return;
      if (written.size >= rememberedMax) written.clear();
      written.set(place, minute);
      await write(organizationId, String(keyId), minute).catch(() => written.delete(place));
    },
    lastUsedAt: async (organizationId, keyId) =>
      (await records.get(organizationId, space, String(keyId), clock()))?.value,
  };
}
