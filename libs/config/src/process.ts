import process from 'node:process';
import { describeError } from '@benchline/errors';
import { ConfigError, exitCodeConfig } from './config-error.ts';
import type { Environment } from './read-settings.ts';

/** What a process runs. `stop` lets what is under way end, and resolves when everything is closed. */
export interface Running {
  stop(): Promise<void>;
}

/** What of the process a start may see. */
export interface Host {
  readonly env: Environment;
}

export interface ProcessOptions {
  readonly name: string;
  readonly start: (host: Host) => Promise<Running>;
  /** How long `stop` may take. Less than the grace period of whoever sends SIGTERM (Kubernetes: 30 s). */
  readonly graceMs: number;
}

const signals = ['SIGTERM', 'SIGINT'] as const;

/**
 * Runs a process from start to exit, and is the only code that touches `process`. Exit codes: 0 after SIGTERM or SIGINT and a stop in
 * time; 78 when settings are bad; 1 for everything else, a second signal and a stop that fails or takes longer than `graceMs` included.
 */
export async function runProcess(options: ProcessOptions): Promise<void> {
  const exit = (code: number, text?: string): never => {
    if (text !== undefined) process.stderr.write(`${options.name}: ${text}\n`);
    return process.exit(code);
  };
  process.on('uncaughtException', (error) => exit(1, `uncaught exception: ${describeError(error)}`));
  process.on('unhandledRejection', (reason) => exit(1, `unhandled rejection: ${describeError(reason)}`));
  // Asked before the start, so that a signal during it isn't the end of a process that is half-way through.
  const asked = askedToStop(options.graceMs, exit);
  try {
    const running = await options.start({ env: process.env });
    await asked;
    await running.stop();
  } catch (error) {
    if (error instanceof ConfigError) exit(exitCodeConfig, error.message);
    exit(1, describeError(error));
  }
  exit(0);
}

/** Resolves with the first signal. The second one, or the end of the grace period, ends the process. */
function askedToStop(graceMs: number, exit: (code: number, text: string) => never): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: string): void => {
      if (asked) exit(1, `a second signal (${signal}) before the stop was done`);
      asked = true;
      setTimeout(() => exit(1, `the stop took longer than ${graceMs} ms`), graceMs);
      resolve();
    };
    for (const signal of signals) process.on(signal, onSignal);
  });
}
