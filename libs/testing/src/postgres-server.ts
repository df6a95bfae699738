import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { startProcess } from './server-process.ts';
import { serverPlaces } from './server-pins.ts';

const run = promisify(execFile);

export interface Postgres extends AsyncDisposable {
  readonly url: string;
}

/** PostgreSQL with DocumentDB on a free port of 127.0.0.1, with a copy of the template as its data. Needs root. */
export async function startPostgres(): Promise<Postgres> {
  const root = join(serverPlaces().documentdb, 'root');
  await sweep(root);
  const port = await freePort();
  const folder = `/runs/${String(process.pid)}-${randomUUID()}`;
  await run('cp', ['-a', join(root, 'template'), join(root, folder)]);
  const cleanUp = () => rm(join(root, folder), { recursive: true, force: true });
  try {
    const server = await startProcess(postgresCommand(root, folder, port));
    return {
      url: `postgres://postgres@127.0.0.1:${String(port)}/postgres`,
      async [Symbol.asyncDispose]() {
        await server.stop();
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

function postgresCommand(root: string, folder: string, port: number) {
  const versions = readdirSync(join(root, 'usr/lib/postgresql'));
  const binary = `/usr/lib/postgresql/${versions[0] ?? ''}/bin/postgres`;
  const settings = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: folder };
  return {
    name: 'postgres',
    command: '/usr/sbin/chroot',
    args: [
      root,
      // After the change of user, or the kernel would forget that the server ends with us.
      ...['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--pdeathsig=QUIT', '--'],
      ...[binary, '-D', folder],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
    ready: (log: string) => log.includes('ready to accept connections'),
    stopSignal: 'SIGINT', // its "fast shutdown": SIGTERM would wait for the clients to leave
  } as const;
}

/** Takes away what killed test runs left behind: folders are named after the process that made them. */
async function sweep(root: string): Promise<void> {
  const left = readdirSync(join(root, 'runs')).filter((name) => /^\d+-/.test(name) && !isAlive(Number.parseInt(name)));
  await Promise.all(left.map((name) => rm(join(root, 'runs', name), { recursive: true, force: true })));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
