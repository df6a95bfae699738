/** `npm run check`: every tool that reads the code, a few at a time; all of them run, and the end says which failed. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

interface Check {
  readonly name: string;
  /** A tool's script under node_modules, run by this very Node, and its arguments. */
  readonly command: readonly string[];
  readonly folder?: string;
}

const root = join(import.meta.dirname, '..');
const timeoutMs = 10 * 60_000;
const buf = '@bufbuild/buf/bin/buf';
const sources = '**/*.{ts,js,mjs,cjs,json}';

// The slow ones first, so that the quick ones fill the gaps.
const checks: readonly Check[] = [
  { name: 'lint', command: ['eslint/bin/eslint.js', '.', '--max-warnings=0'] },
  { name: 'types', command: ['typescript/bin/tsc', '-p', '.'] },
  { name: 'format', command: ['prettier/bin/prettier.cjs', '--check', '--log-level=warn', sources] },
  {
    name: 'boundaries',
    command: ['dependency-cruiser/bin/dependency-cruiser.mjs', 'libs', 'services', 'tests', 'proto/generate.ts'],
  },
  { name: 'unused', command: ['knip/bin/knip.js', '--no-config-hints'] },
  { name: 'proto lint', command: [buf, 'lint'], folder: 'proto' },
  { name: 'proto format', command: [buf, 'format', '--diff', '--exit-code'], folder: 'proto' },
];

async function run({ name, command: [script = '', ...args], folder = '.' }: Check): Promise<boolean> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: join(root, folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const passed = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      output.push(String(error));
      resolve(false);
    });
    child.once('close', (code) => {
      resolve(code === 0);
    });
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)${passed ? '' : `\n${output.join('').trim()}\n`}`);
  return passed;
}

async function runAll(): Promise<string[]> {
  const waiting = [...checks];
  const failed: string[] = [];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      if (!(await run(check))) failed.push(check.name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker));
  return failed;
}

const failed = await runAll();
console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
