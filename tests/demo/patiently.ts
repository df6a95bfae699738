import { scheduler } from 'node:timers/promises';
import type { Answer } from '../harness/client.ts';

const triesMax = 20;
const waitSecondsMax = 10;

/** Something that went wrong for a reason that the person at the terminal can do something about. */
export class Unworkable extends Error {}

/**
 * Sends until the API has an answer: 503 and 429 mean later, and say when; an expected 429 doesn't.
 * @throws {Unworkable} for another status than the expected ones.
 */
export async function patiently<Body>(
  send: () => Promise<Answer<Body>>,
  expected: readonly number[],
): Promise<Answer<Body>> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send();
    if (expected.includes(answer.status)) return answer;
    if (![429, 503].includes(answer.status) || tries === triesMax) {
      throw new Unworkable(`The API answered ${String(answer.status)}: ${answer.text.slice(0, 500)}`);
    }
    const seconds = Number(answer.headers.get('retry-after') ?? 1);
    await scheduler.wait(Math.min(seconds, waitSecondsMax) * 1000);
  }
}
