import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import { opaqueString } from './opaque-string.ts';
import type { LineTerms } from './waiting-line.ts';
import { WaitingLine } from './waiting-line.ts';

/** How much a hash costs. */
export interface HashCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** Argon2id as the OWASP Password Storage Cheat Sheet has it: 19 MiB, 2 passes, 1 lane. */
export const hashCost: HashCost = { memoryKib: 19_456, passes: 2, lanes: 1 };

/** A second one at a time would take the processor from those who are in already. */
export const hashLine: LineTerms = { atOnce: 1, waitingMax: 64, waitMsMax: 10_000 };

/** Hashes passwords outside the main thread, a few at a time. Both throw `AppError('unavailable', 'overloaded')`. */
export interface Hasher {
  /** Argon2id in the PHC format. */
  hash(password: string): Promise<string>;
  /** Whether the password is the one; the same work where there is no hash to compare it with. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}

export async function createHasher(cost: HashCost = hashCost, terms: LineTerms = hashLine): Promise<Hasher> {
  const line = new WaitingLine(terms);
  const options = { memoryCost: cost.memoryKib, timeCost: cost.passes, parallelism: cost.lanes };
  const nobodys = await argon2Hash('', options);
  return {
    hash: (password) => line.run(() => argon2Hash(opaqueString(password), options)),
    verify: async (hash, password) => {
      const right = await line.run(() => argon2Verify(hash ?? nobodys, opaqueString(password)));
      return right && hash !== undefined;
    },
  };
}
