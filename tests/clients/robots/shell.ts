import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { runCommand, type Ended } from '../run-story.ts';

/** Where and with what lines of the page are run. */
export interface Terminal {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface RunningShell extends AsyncDisposable {
  /** What it wrote so far, to both streams. */
  output(): string;
}

const timeoutMs = 60_000;

/** Runs lines to their end; the first one that fails is the end. */
export function runLines(lines: string, { folder, env }: Terminal): Promise<Ended> {
  return runCommand({ command: 'bash', args: ['--norc', '-euo', 'pipefail', '-c', lines], folder, env, timeoutMs });
}

/** Runs lines that don't end by themselves; they end, and what they started, with the disposal. */
export function startLines(lines: string, { folder, env }: Terminal): RunningShell {
  const child = spawn('bash', ['--norc', '-c', lines], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, to be ended as one
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
  });
  const closed = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return {
    output: () => output,
    async [Symbol.asyncDispose]() {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
      await closed;
    },
  };
}
