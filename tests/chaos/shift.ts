import type { Journal } from './journal.ts';
import { pause } from './pause.ts';

/** What every caller works with, and for how long. */
export interface Shift {
  readonly urls: readonly string[];
  readonly journal: Journal;
  /** A seed fixes what it gives. */
  readonly random: () => number;
  /** Nothing new is begun; what was begun is brought to its end. */
  readonly enough: AbortSignal;
  /** Everything is given up. */
  readonly given: AbortSignal;
}

const pauseMs = 250;

/**
 * Goes round and round until it is enough, and until one round came to its end or was refused: `round` answers whether it came to its
 * end. After one that didn't there is a pause.
 */
export async function untilEnough({ enough, given, journal }: Shift, round: () => Promise<boolean>): Promise<void> {
  let came = false;
  while (!given.aborted && !(enough.aborted && (came || journal.refused.size > 0))) {
    if (await round()) came = true;
    else await pause(pauseMs, given);
  }
}
