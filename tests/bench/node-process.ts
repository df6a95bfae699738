import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A Node process of this benchmark's own. */
export interface NodeProcess extends AsyncDisposable {
  readonly pid: number;
  /** Whether it has come to its end, asked or not. */
  readonly ended: () => boolean;
  /** The next line on its standard output that `find` takes something from. */
  readonly line: <T>(find: (text: string) => T | undefined) => Promise<T>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface NodeProcessPlan {
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly profileFolder?: string | undefined;
}

const lineTimeoutMs = 180_000;
const stopTimeoutMs = 30_000;
const linesKept = 200;

/** Starts a script with a clean environment: no setting of the shell that runs the benchmark reaches what is measured. */
export function startNode(plan: NodeProcessPlan): NodeProcess {
  const { script, args = [], env = {}, profileFolder } = plan;
  const flags = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const child = spawn(process.execPath, [...flags, '--disable-warning=ExperimentalWarning', script, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill('SIGKILL'); // nothing is left behind, however the benchmark ends
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  const lines = new Lines(child, script);
  return {
    pid: child.pid ?? 0,
    ended: () => hasEnded(child),
    line: (find) => lines.next(find),
    [Symbol.asyncDispose]: () => stop(child),
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await gone;
  clearTimeout(timer);
}

/** The output of a process: what nobody has asked for yet is kept, a bounded number of lines. */
class Lines {
  readonly #script: string;
  readonly #kept: string[] = [];
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(child: ChildProcess, script: string) {
    this.#script = script;
    if (child.stdout === null) throw new Error('standard output is a pipe');
    const reader = createInterface({ input: child.stdout });
    reader.on('line', (text) => {
      if (this.#kept.length >= linesKept) this.#kept.shift();
      this.#kept.push(text);
      this.#wake();
    });
    // Not when the process ends: its last lines may still be on their way.
    reader.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  async next<T>(find: (text: string) => T | undefined): Promise<T> {
    const until = performance.now() + lineTimeoutMs;
    for (;;) {
      while (this.#kept.length > 0) {
        const found = find(this.#kept.shift() ?? '');
        if (found !== undefined) return found;
      }
      const leftMs = until - performance.now();
      if (this.#ended || leftMs <= 0) throw new Error(`${this.#script} ended or said nothing in time`);
      const { promise, resolve } = Promise.withResolvers<null>();
      const timer = setTimeout(() => {
        resolve(null);
      }, leftMs);
      this.#wake = () => {
        resolve(null);
      };
      await promise;
      clearTimeout(timer);
    }
  }
}
