import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@benchline/testing/servers';

const root = join(import.meta.dirname, '../..');
const setpriv = '/usr/bin/setpriv';
const outputCharactersMax = 20_000;
const startTimeoutMs = 30_000;
/** A little more than the product gives itself to end in order. */
const stopTimeoutMs = 30_000;

export interface ProcessPlan {
  readonly name: string;
  /** The process's main file, from the root of the repository. */
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  /** Asked until it answers true; it may throw as long as the process isn't there. */
  readonly ready: (output: string) => boolean | Promise<boolean>;
}

/** A part of the product that runs as a process of its own, and comes back on the same port with the same data. */
export interface ProductProcess {
  readonly name: string;
  /** The end of what it wrote, over all its lives. */
  output(): string;
  /** Starts it and answers when it is ready. */
  start(): Promise<void>;
  /** As `kill -9`. When it answers, the process is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it does nothing from now on, and knows nothing of it. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** As Kubernetes ends it: SIGTERM, and SIGKILL for one that doesn't end. Answers its exit code. */
  terminate(): Promise<number | null>;
}

export function productProcess({ name, main, env, ready }: ProcessPlan): ProductProcess {
  let [earlier, output] = ['', ''];
  let child: ChildProcess | undefined;

  const collect = (text: string): void => {
    output = clipped(output + text);
  };
  return {
    name,
    output: () => clipped(earlier + output),
    async start() {
      [earlier, output] = [clipped(earlier + output), ''];
      const started = launch(main, env, collect);
      child = started;
      try {
        await eventually(() => hasEnded(started) || ready(output), {
          timeoutMs: startTimeoutMs,
          intervalMs: 25,
          what: `${name} being ready`,
        });
        if (hasEnded(started)) throw new Error('it ended');
      } catch (cause) {
        await end(started, 'SIGKILL');
        throw new Error(`${name} did not start; the end of its output:\n${output}`, { cause });
      }
    },
    async kill() {
      if (child !== undefined) await end(child, 'SIGKILL');
    },
    freeze() {
      child?.kill('SIGSTOP');
    },
    thaw() {
      child?.kill('SIGCONT');
    },
    async terminate() {
      return child === undefined ? null : end(child, 'SIGTERM');
    },
  };
}

function clipped(text: string): string {
  return text.slice(-outputCharactersMax);
}

/** Nothing of the tests' own environment reaches the product but the way to its tools. */
function launch(main: string, env: Readonly<Record<string, string>>, collect: (text: string) => void): ChildProcess {
  const node = [process.execPath, join(root, main)];
  // On Linux the kernel ends it with us, so a run that is killed leaves none behind.
  const [command = '', ...args] = existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--', ...node] : node;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  child.once('error', (error) => {
    collect(String(error));
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', collect);
  return child;
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (hasEnded(child)) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(timer);
  return child.exitCode;
}
