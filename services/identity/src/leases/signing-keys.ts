import { unavailable } from '@benchline/errors';
import type { ProvenKey, SigningKey, SigningPair } from '@benchline/principal';
import { newSigningPair, proveKey } from '@benchline/principal';
import { platform } from '@benchline/runtime';
import type { Records } from '@benchline/store';
import { allRecords } from './all-records.ts';
import type { Time } from './time.ts';

/** The keys that principals are signed with: each replica its own, known to all. */
export interface SigningKeys {
  /** The one to sign with, good at least until then. @throws {AppError} `unavailable` when none could be published for so long. */
  readonly current: (until: number) => SigningPair;
  /** Of all replicas, with the proof that somebody with the services' secret vouches for them. */
  readonly live: () => Promise<readonly ProvenKey[]>;
  stop(): Promise<void>;
}

export interface SigningKeysConfig {
  readonly records: Records;
  readonly time: Time;
  /** What services share. */
  readonly secret: string;
  readonly failed: (error: unknown) => void;
}

const space = 'signing_keys';
const rotateMs = 3_600_000;
/** A key is known for as long again as it is signed with, so that a store that is away for a while stops nobody. */
const lifetimeMs = 2 * rotateMs;
const retryMs = 5_000;

/** Makes and publishes a first key before it resolves. A new one is signed with when everybody can know it. */
export async function startSigningKeys(config: SigningKeysConfig): Promise<SigningKeys> {
  const { records, time, secret } = config;
  let pair = await publishedPair(config);
  const stopping = new AbortController();
  const { signal } = stopping;
  const rotate = async (): Promise<void> => {
    for (let wait = rotateMs; ;) {
      await time.pause(wait, signal);
      if (signal.aborted) return;
      wait = rotateMs;
      try {
        pair = await publishedPair(config);
      } catch (error) {
        config.failed(error);
        wait = retryMs;
      }
    }
  };
  const rotating = rotate();
  return {
    current: (until) => {
      if (pair.key.expiresAt <= until) throw unavailable('the signing key');
      return pair;
    },
    live: async () => {
      const rows = await allRecords(records, { org: platform, space }, time.now());
      return rows.map(({ value }) => proveKey(JSON.parse(value) as SigningKey, secret)); // written by `publishedPair`
    },
    stop: async () => {
      stopping.abort();
      await rotating;
    },
  };
}

async function publishedPair({ records, time }: SigningKeysConfig): Promise<SigningPair> {
  const expiresAt = time.now() + lifetimeMs;
  const pair = newSigningPair(expiresAt);
  const entry = { key: pair.key.id, value: JSON.stringify(pair.key), expected: 0, expiresAt };
  await records.put(platform, space, entry, time.now());
  return pair;
}
