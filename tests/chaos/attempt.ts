import type { Answer } from '../harness/client.ts';
import { pause } from './pause.ts';

/** Long enough that the callers leave a part that is starting some of the machine. */
const pauseMs = 250;

/**
 * The answer to a call; `undefined` where it is to be made again: it was answered 503, the connection broke, or no answer came in time,
 * so nobody knows what became of it.
 */
export async function attempt<Body>(send: () => Promise<Answer<Body>>): Promise<Answer<Body> | undefined> {
  const answer = await send().catch(() => undefined);
  return answer?.status === 503 ? undefined : answer;
}

export interface Insistence {
  /** Ends the trying. */
  readonly signal: AbortSignal;
  readonly onRepeat: () => void;
}

/** Makes a call again and again until it is answered. `undefined` when the signal came first. */
export async function insist<Body>(
  send: () => Promise<Answer<Body>>,
  { signal, onRepeat }: Insistence,
): Promise<Answer<Body> | undefined> {
  while (!signal.aborted) {
    const answer = await attempt(send);
    if (answer !== undefined) return answer;
    onRepeat();
    await pause(pauseMs, signal);
  }
  return undefined;
}
