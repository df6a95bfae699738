import { fork } from 'node:child_process';
import { join } from 'node:path';
import { Unworkable } from '../patiently.ts';
import type { Job, Said } from './reader.ts';

export interface Plugged {
  readonly job: Job;
  /** Hears the id of each command whose outcome is there; when it answers true, the plug is pulled. */
  readonly onOutcome: (commandId: string) => boolean;
  readonly signal: AbortSignal;
}

/** So long nothing may be heard of one that has a network. */
const silenceMsMax = 15_000;

/**
 * Lets the reader work, until it is done or its plug is pulled, as `kill -9` does. Answers how many commands lie in its file, where it
 * came to say so.
 * @throws {Unworkable} when it is refused or nobody answers it.
 */
export async function plugIn({ job, onOutcome, signal }: Plugged): Promise<number | undefined> {
  const reader = fork(join(import.meta.dirname, 'reader.ts'), { signal, killSignal: 'SIGKILL', stdio: 'ignore' });
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  let trouble = 'no word of it';
  const silence = setTimeout(() => {
    reject(notHeard(job, trouble));
  }, silenceMsMax);
  reader.on('message', (said: Said) => {
    switch (said.about) {
      case 'trouble':
        trouble = said.text;
        break;
      case 'end':
        resolve(said.kept);
        break;
      case 'outcome':
        silence.refresh();
        if (said.refusal !== undefined) reject(new Unworkable(`The plate reader was refused: ${said.refusal}`));
        else if (onOutcome(said.commandId)) resolve(undefined);
        break;
    }
  });
  const gone = new Promise((ended) => {
    reader.once('exit', ended);
    reader.once('error', ended);
  });
  reader.once('error', reject);
  reader.once('exit', () => {
    reject(notHeard(job, trouble));
  });
  reader.send(job);
  try {
    return await promise;
  } finally {
    clearTimeout(silence);
    reader.kill('SIGKILL');
    // Its file is free for the next one only then.
    await gone;
  }
}

function notHeard({ servers }: Job, trouble: string): Unworkable {
  return new Unworkable(
    `The plate reader isn’t heard at ${servers} (${trouble}). docs/robots.md says how to let robots in.`,
  );
}
