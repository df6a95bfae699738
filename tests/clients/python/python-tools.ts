import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findBinary, serverPlaces } from '@benchline/testing/servers';

const run = promisify(execFile);
const requirements = join(import.meta.dirname, 'requirements.txt');
const installTimeoutMs = 10 * 60_000;
/** What the pinned tools ask for. */
const oldestPython = [3, 11] as const;

/** A Python with the tools of requirements.txt, or why there is none on this machine. */
export type PythonTools = { readonly python: string; readonly bin: string } | { readonly missing: string };

/**
 * Installs the tools into an environment of their own in the user's cache folder, once for each set of versions, through the package
 * index that the machine is set up with.
 * @throws {Error} when installing fails.
 */
export async function pythonTools(): Promise<PythonTools> {
  const base = findBinary('python3');
  if (base === undefined) return { missing: 'there is no python3 on PATH' };
  const version = await versionOf(base);
  if (version === undefined) return { missing: 'python3 has no venv with pip' };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major !== oldestPython[0] || minor < oldestPython[1]) {
    return { missing: `python3 is ${version}, and the tools need ${oldestPython.join('.')}` };
  }
  const folder = join(dirname(serverPlaces().folder), 'python', `${version}-${digestOf(requirements)}`);
  if (!existsSync(folder)) await install(base, folder);
  const bin = join(folder, 'bin');
  return { python: join(bin, 'python'), bin };
}

async function versionOf(python: string): Promise<string | undefined> {
  const script = 'import sys, venv, ensurepip; print(".".join(map(str, sys.version_info[:3])))';
  try {
    return (await run(python, ['-c', script])).stdout.trim();
  } catch {
    return undefined;
  }
}

/** Makes it beside its place and renames it when it is whole, so that two at once do no harm. */
async function install(base: string, folder: string): Promise<void> {
  const making = `${folder}.making-${String(process.pid)}`;
  console.log(`Python tools: installing into ${folder}`);
  mkdirSync(dirname(folder), { recursive: true });
  try {
    await run(base, ['-m', 'venv', making], { timeout: installTimeoutMs });
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
    await run(join(making, 'bin', 'python'), pip, { timeout: installTimeoutMs });
    // Another run may have been first; what it made is the same.
    if (!existsSync(folder)) renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12);
}
