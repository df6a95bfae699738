import { fileURLToPath } from 'node:url';
import { startNode } from '../node-process.ts';
import { bareCommands, bareOutcomes } from './bare-subjects.ts';
import type { Caller } from './plan.ts';

export interface BareIntake extends AsyncDisposable {
  readonly pids: readonly number[];
  /** Sends to it. */
  readonly caller: Caller;
  [Symbol.asyncDispose](): Promise<void>;
}

const script = fileURLToPath(new URL('./bare-intake.ts', import.meta.url));

/** Starts the bare line on a server, with its services' user. */
export async function startBareIntake(servicesUrl: string): Promise<BareIntake> {
  const running = startNode({ script, args: [servicesUrl] });
  await running.line((text) => (text === 'ready' ? text : undefined));
  const subjects = { commands: bareCommands, outcomes: bareOutcomes, inbox: '_INBOX.bare' };
  return {
    pids: [running.pid],
    caller: { url: servicesUrl, ...subjects, experimentId: 1 },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
