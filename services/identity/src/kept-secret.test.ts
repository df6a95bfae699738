import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { platform } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import { createSealer } from '@benchline/service';
import type { Records } from '@benchline/store';
import { keptSecret } from './kept-secret.ts';

const [oldKey, newKey] = ['an old sealing key, 32 characters', 'a new sealing key, 32 characters'] as const;

function replica(records: Records, ...keys: [string, ...string[]]) {
  return { records, sealer: createSealer(keys), clock: () => 1, random: randomBytes };
}

async function atRest(records: Records): Promise<string | undefined> {
  return (await records.get(platform, 'identity_secrets', 'pepper', 1))?.value;
}

// @req first-start.sealing-key
test('a secret is made once, the same for every replica, and lies sealed', async () => {
  const { records } = memoryStore().view();

  const secrets = await Promise.all(Array.from({ length: 4 }, () => keptSecret(replica(records, oldKey), 'pepper')));

  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[\w-]{43}$/);
  expect(await atRest(records)).toMatch(/^v1\./);
  expect(await atRest(records)).not.toContain(secrets[0]);
});

// @req first-start.sealing-key
test('a newer key seals it anew, whoever comes first, and from then on the older one is not needed', async () => {
  const { records } = memoryStore().view();
  const before = await keptSecret(replica(records, oldKey), 'pepper');

  const during = await Promise.all([newKey, newKey].map((key) => keptSecret(replica(records, key, oldKey), 'pepper')));

  expect(during).toEqual([before, before]);
  expect(await keptSecret(replica(records, newKey), 'pepper')).toBe(before);
});

// @req first-start.sealing-key
test('without the key that sealed it nothing is made in its place', async () => {
  const { records } = memoryStore().view();
  await keptSecret(replica(records, oldKey), 'pepper');
  const before = await atRest(records);

  await expect(keptSecret(replica(records, newKey), 'pepper')).rejects.toThrow('BENCHLINE_SEALING_KEY lacks the key');
  expect(await atRest(records)).toBe(before);
});

test('sealed for one name it is not taken for another', async () => {
  const { records } = memoryStore().view();
  await keptSecret(replica(records, oldKey), 'pepper');
  const value = (await atRest(records)) ?? '';
  await records.put(platform, 'identity_secrets', { key: 'another', value, expected: 0 }, 1);

  await expect(keptSecret(replica(records, oldKey), 'another')).rejects.toThrow();
});
