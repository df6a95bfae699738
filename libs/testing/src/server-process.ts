import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { eventually } from './eventually.ts';

const logTailCharacters = 4_000;
const readyTimeoutMs = 30_000;
const stopTimeoutMs = 10_000;
const setpriv = '/usr/bin/setpriv';

export interface ServerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Asked again and again until it answers true; it may throw as long as the server isn't there. */
  ready(log: string): boolean | Promise<boolean>;
  /** Ends it in an orderly way; SIGTERM unless the server reads it differently. */
  readonly stopSignal?: NodeJS.Signals;
}

export interface ServerProcess {
  readonly pid: number;
  /** SIGKILL; when it answers, the process is gone. */
  kill(): Promise<void>;
  /** The server's own orderly stop, SIGKILL when that takes over 10 s; when it answers, the process is gone. */
  stop(): Promise<void>;
}

/** Starts a server and answers when it is ready. One that ends early or isn't ready in 30 s is an error with the tail of its log. */
export async function startProcess(server: ServerCommand): Promise<ServerProcess> {
  const [command, args] = tiedToThisProcess(server);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: server.env ?? {} });
  const log = logTail(child);
  const spawned = await Promise.race([once(child, 'spawn'), once(child, 'error')]);
  if (child.pid === undefined) throw new Error(`${server.name} can't be started: ${String(spawned[0])}`);
  const running = {
    pid: child.pid,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, server.stopSignal ?? 'SIGTERM'),
  };
  try {
    await eventually(() => hasEnded(child) || server.ready(log()), {
      timeoutMs: readyTimeoutMs,
      what: `${server.name} being ready`,
    });
    if (hasEnded(child)) throw new Error('it ended');
  } catch (cause) {
    await running.kill();
    throw new Error(`${server.name} did not start; the end of its log:\n${log()}`, { cause });
  }
  return running;
}

/** On Linux the kernel ends the server with us, so a test run that is killed leaves none behind. */
function tiedToThisProcess({ command, args }: ServerCommand): [string, readonly string[]] {
  return existsSync(setpriv) ? [setpriv, ['--pdeathsig', 'KILL', '--', command, ...args]] : [command, args];
}

function logTail(child: ChildProcess): () => string {
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-logTailCharacters);
    });
  }
  return () => tail;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(timer);
}
