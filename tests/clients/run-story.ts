import { spawn } from 'node:child_process';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface Ended {
  readonly code: number | null;
  /** What it wrote, to both streams. */
  readonly output: string;
}

/** Runs a command to its end, or to the end of its time. Of the environment it gets the way to its tools and what is given. */
export function runCommand({ command, args, folder, env = {}, timeoutMs }: Command): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}

export interface Counted {
  readonly passed: number;
  readonly failed: number;
}

/** Counts the lines `ok …` and `not ok …` of a story. One that ends badly without a failed line counts as one failure. */
export function countLines({ code, output }: Ended): Counted {
  const passed = output.match(/^ok /gm)?.length ?? 0;
  const failed = output.match(/^not ok /gm)?.length ?? 0;
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}
