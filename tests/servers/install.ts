/**
 * Installs the servers that tests run against, and the tool `nats`, into the user's cache folder, pinned; what is there already stays as it
 * is.
 * What can't be installed here is skipped with the reason, which is a failure only with BENCHLINE_TEST_SERVERS=required.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findBinary, serverPins, serverPlaces } from '@benchline/testing/servers';

const run = promisify(execFile);
const lockWaitSeconds = '1800';
const installTimeoutMs = 20 * 60_000;
const places = serverPlaces();

interface Installation {
  readonly name: string;
  readonly folder: string;
  readonly script: string;
  readonly args: readonly string[];
  /** Why it can't be installed on this machine, or `undefined`. */
  readonly missing: () => string | undefined;
  readonly version: () => string | Promise<string>;
}

const installations: readonly Installation[] = [
  {
    name: 'PostgreSQL with DocumentDB',
    folder: places.documentdb,
    script: 'install-documentdb.sh',
    args: [],
    missing: missingForDebian,
    version: () => readFileSync(join(places.documentdb, 'versions'), 'utf8').trim().replaceAll('\n', ', '),
  },
  goProgram('ferretdb', places.ferretdb, serverPins.ferretdb),
  goProgram('nats-server', places.natsServer, serverPins.nats),
  goProgram('nats', places.natsCommand, serverPins.natsCommand),
];

function goProgram(
  name: string,
  binary: string,
  pin: { readonly module: string; readonly version: string },
): Installation {
  return {
    name,
    folder: dirname(binary),
    script: 'install-go-server.sh',
    args: [`${pin.module}@v${pin.version}`],
    missing: () => (onPath('go') ? undefined : 'there is no Go tool chain on PATH'),
    version: async () => (await run(binary, ['--version'])).stdout.split('\n')[0]?.replace(/^.*v/, 'v') ?? '',
  };
}

function missingForDebian(): string | undefined {
  if (process.platform !== 'linux') return `it is made of Debian packages, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'making a chroot needs root';
  if (!onPath('debootstrap') && !onPath('apt-get')) return 'there is neither debootstrap nor apt-get on PATH';
  return undefined;
}

function onPath(name: string): boolean {
  return findBinary(name) !== undefined;
}

async function install({
  name,
  folder,
  script,
  args,
  missing,
  version,
}: Installation): Promise<'there' | 'skipped' | 'failed'> {
  const startedAt = performance.now();
  if (!existsSync(folder)) {
    const reason = missing() ?? (onPath('flock') ? undefined : 'there is no flock on PATH');
    if (reason !== undefined) {
      console.log(`${name}: skipped, because ${reason}`);
      return 'skipped';
    }
    console.log(`${name}: installing into ${folder}`);
    try {
      // One lock for each: two runs at once install it once, and different servers side by side.
      const command = ['bash', join(import.meta.dirname, script), folder, ...args];
      await run('flock', ['-w', lockWaitSeconds, `${folder}.lock`, ...command], { timeout: installTimeoutMs });
    } catch (error) {
      console.error(`${name}: failed\n${String((error as { stderr?: unknown }).stderr ?? error)}`);
      return 'failed';
    }
  }
  console.log(`${name}: ${await version()} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return 'there';
}

mkdirSync(places.folder, { recursive: true });
const results = await Promise.all(installations.map(install));
const required = process.env['BENCHLINE_TEST_SERVERS'] === 'required';
if (results.includes('failed') || (required && results.includes('skipped'))) process.exitCode = 1;
