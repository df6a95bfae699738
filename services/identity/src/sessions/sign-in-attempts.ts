import { AppError, unavailable } from '@benchline/errors';
import { platform } from '@benchline/runtime';
import type { RecordRow, Records } from '@benchline/store';
import { WaitingLine } from '../passwords/waiting-line.ts';

/** Guards addresses against guessing, those that nobody has no less than others. */
export interface SignInAttempts {
  /**
   * Runs a guess at the password of an address and answers whether it was right. It is counted before it runs, so that guesses at the
   * same time can't be more than are allowed; a right one ends the row of failures, one that throws was none.
   * @throws {AppError} `too_many_attempts`, and the guess is not run.
   */
  guess(emailDigest: string, isRight: () => Promise<boolean>): Promise<boolean>;
}

interface AttemptsConfig {
  readonly records: Records;
  readonly clock: () => number;
}

interface Failures {
  readonly inARow: number;
  /** Milliseconds since the epoch. */
  readonly pausedUntil: number;
}

const space = 'sign_in_failures';
const failuresMax = 10;
const pauseMsMin = 60_000;
const pauseMsMax = 15 * 60_000;
const rememberedMs = 24 * 60 * 60_000;
const triesMax = 50;
/** Within a replica an address is tried once at a time: whoever is right doesn't count against others who are right, too. */
const line = { atOnce: 1, waitingMax: 64, waitMsMax: 10_000 };

export const tooManyAttempts = 'too_many_attempts';

export function signInAttempts(config: AttemptsConfig): SignInAttempts {
  const lines = new Map<string, WaitingLine>();
  const change = failuresIn(config);
  const guessed = async (digest: string, isRight: () => Promise<boolean>): Promise<boolean> => {
    await change(digest, (failures) => counted(failures, config.clock()));
    const right = await isRight().catch(async (thrown: unknown) => {
      await change(digest, withoutOne);
      throw thrown;
    });
    if (right) await change(digest, () => undefined);
    return right;
  };
  return {
    guess: async (digest, isRight) => {
      const own = lines.get(digest) ?? new WaitingLine(line);
      lines.set(digest, own);
      try {
        return await own.run(() => guessed(digest, isRight));
      } finally {
        if (own.idle) lines.delete(digest);
      }
    },
  };
}

/** @throws {AppError} `too_many_attempts` during a pause. */
function counted({ inARow, pausedUntil }: Failures, now: number): Failures {
  if (now < pausedUntil) throw tooMany(Math.ceil((pausedUntil - now) / 1_000));
  const next = inARow + 1;
  const pauseMs = Math.min(pauseMsMax, pauseMsMin * 2 ** (next - failuresMax));
  return { inARow: next, pausedUntil: next < failuresMax ? 0 : now + pauseMs };
}

function withoutOne({ inARow, pausedUntil }: Failures): Failures | undefined {
  if (inARow <= 1) return undefined;
  return { inARow: inARow - 1, pausedUntil: inARow - 1 < failuresMax ? 0 : pausedUntil };
}

type ChangeFailures = (digest: string, next: (failures: Failures) => Failures | undefined) => Promise<void>;

function failuresIn({ records, clock }: AttemptsConfig): ChangeFailures {
  const write = (key: string, row: RecordRow | undefined, next: Failures | undefined): Promise<unknown> => {
    if (next === undefined) return row === undefined ? Promise.resolve(true) : removed(key, row);
    const expected = row?.version ?? 0;
    const expiresAt = clock() + rememberedMs;
    return records.put(platform, space, { key, value: JSON.stringify(next), expected, expiresAt }, clock());
  };
  const removed = async (key: string, { version }: RecordRow): Promise<true | undefined> =>
    (await records.remove(platform, space, key, version)) || undefined;
  return async (key, next) => {
    for (let tries = 0; tries < triesMax; tries += 1) {
      const row = await records.get(platform, space, key, clock());
      const failures = row === undefined ? { inARow: 0, pausedUntil: 0 } : (JSON.parse(row.value) as Failures); // written here
      if ((await write(key, row, next(failures))) !== undefined) return;
    }
    throw unavailable('the count of attempts');
  };
}

function tooMany(retryAfterSeconds: number): AppError {
  return new AppError('rate_limited', tooManyAttempts, 'Too many wrong passwords in a row: wait', {
    retryAfterSeconds,
  });
}
