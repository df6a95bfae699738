import { MongoClient } from 'mongodb';
import { existsSync } from 'node:fs';
import { findBinary } from './find-binary.ts';
import { freePort } from './free-port.ts';
import { startPostgres, type Postgres } from './postgres-server.ts';
import { runServer, withAnotherPort, type RunningServer } from './running-server.ts';
import { startProcess, type ServerProcess } from './server-process.ts';
import { serverPlaces } from './server-pins.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What is missing for a server of the MongoDB wire of a test's own, or `undefined` when nothing is. */
export function whyNoMongo(): string | undefined {
  const install = 'in the cache folder (node tests/servers/install.ts)';
  if (ferretdbBinary() === undefined) return `no ferretdb on PATH or ${install}`;
  if (!existsSync(serverPlaces().documentdb)) return `no PostgreSQL with DocumentDB ${install}`;
  if (process.getuid?.() !== 0) return 'the PostgreSQL that FerretDB stands on runs in a chroot, which needs root';
  return undefined;
}

function ferretdbBinary(): string | undefined {
  return findBinary('ferretdb', serverPlaces().ferretdb);
}

/** FerretDB over a PostgreSQL of its own, both on free ports of 127.0.0.1. `kill` and `restart` are FerretDB's. */
export async function startMongo(): Promise<RunningServer> {
  const missing = whyNoMongo();
  const binary = ferretdbBinary();
  if (missing !== undefined || binary === undefined) throw new Error(missing);
  return withAnotherPort(async () => {
    const postgres = await startPostgres();
    const folder = await temporaryFolder();
    const port = await freePort();
    const url = `mongodb://127.0.0.1:${String(port)}/`;
    const start = () => startFerretdb(binary, { postgres, port, url, stateFolder: folder.path });
    return runServer(url, start, async () => {
      await postgres[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    });
  });
}

interface FerretdbPlan {
  readonly postgres: Postgres;
  readonly port: number;
  readonly url: string;
  readonly stateFolder: string;
}

function startFerretdb(binary: string, { postgres, port, url, stateFolder }: FerretdbPlan): Promise<ServerProcess> {
  return startProcess({
    name: 'ferretdb',
    command: binary,
    args: [
      `--listen-addr=127.0.0.1:${String(port)}`,
      // One connection: with more, DocumentDB's own deadlocks show up as errors that MongoDB doesn't have.
      `--postgresql-url=${postgres.url}?pool_max_conns=1`,
      `--state-dir=${stateFolder}`,
      '--no-auth',
      '--telemetry=disable',
      '--debug-addr=-',
      '--log-level=error',
    ],
    ready: () => answersPing(url),
  });
}

async function answersPing(url: string): Promise<boolean> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 1_000, connectTimeoutMS: 1_000 });
  try {
    await client.db('admin').command({ listDatabases: 1, nameOnly: true }); // asks PostgreSQL too, which ping doesn't
    return true;
  } finally {
    await client.close();
  }
}
