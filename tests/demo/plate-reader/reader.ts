/**
 * The program in the plate reader, a process of its own so that its plug can be pulled. It gets one job from the process that started it,
 * tells that one what it hears, and ends.
 */
import { scheduler } from 'node:timers/promises';
import { connectRobot, type DeclaredRows, type Outcome, type Robot } from '@benchline/robot';
import type { ReaderCommand } from './plates.ts';

export interface Job {
  readonly servers: string;
  readonly key: string;
  readonly organizationId: number;
  readonly keyId: number;
  /** Where it keeps what has no outcome yet. */
  readonly file: string;
  /** Without one it reads on, and what it has to tell stays in the file. */
  readonly network: boolean;
  readonly commands: readonly ReaderCommand[];
}

export type Said =
  | { readonly about: 'outcome'; readonly commandId: string; readonly refusal: string | undefined }
  | { readonly about: 'trouble'; readonly text: string }
  /** The last one: how many commands lie in the file. */
  | { readonly about: 'end'; readonly kept: number };

/** Nobody is there. */
const nowhere = 'nats://127.0.0.1:9';
/** A well takes its time. */
const readMsEach = 10;
const flushMs = 30_000;

process.once('message', (job: Job) => void work(job));
process.once('disconnect', () => process.exit());

async function work(job: Job): Promise<void> {
  try {
    await using robot = await connect(job);
    if (robot.up || !job.network) await report(robot, job);
  } catch (error) {
    say({ about: 'trouble', text: error instanceof Error ? error.message : String(error) });
  }
  process.disconnect();
}

function connect({ network, servers, file, key, organizationId, keyId }: Job): Promise<Robot> {
  return connectRobot({
    ...{ key, organizationId, keyId, name: 'plate reader', buffer: { file } },
    ...(network ? { servers } : { servers: nowhere, connectTimeoutMs: 1 }),
    onTrouble: ({ message }) => {
      say({ about: 'trouble', text: message });
    },
    onOutcome: (outcome) => {
      say({ about: 'outcome', commandId: outcome.commandId, refusal: refusalIn(outcome) });
    },
  });
}

async function report(robot: Robot, { commands, network }: Job): Promise<void> {
  for (const command of commands) {
    // Its outcome is told by the listener; one that doesn't come leaves the command in the file.
    send(robot, command).catch(() => undefined);
    await scheduler.wait(readMsEach);
  }
  if (network) await robot.flush(flushMs);
  const kept = robot.pending.length;
  await robot.close(0);
  say({ about: 'end', kept });
}

function send(robot: Robot, command: ReaderCommand): Promise<unknown> {
  const options = { id: command.id, reason: 'simulated reading' };
  return command.action === 'samples.create'
    ? robot.send(command.action, command.input, options)
    : robot.send(command.action, command.input, options);
}

function refusalIn(outcome: Outcome): string | undefined {
  if (!outcome.ok) return JSON.stringify(outcome.detail);
  if (outcome.action !== 'samples.create') return undefined;
  const { items } = outcome.body as DeclaredRows; // wells are registered in arrays
  const refused = items.find(({ status, detail }) => status >= 400 && detail !== 'external_id_already_exists');
  return refused === undefined ? undefined : JSON.stringify(refused.detail);
}

function say(said: Said): void {
  process.send?.(said);
}
