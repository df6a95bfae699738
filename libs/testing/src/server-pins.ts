import { homedir } from 'node:os';
import { join } from 'node:path';

export type ServerKind = 'mongodb' | 'nats';

/** The versions that tests run against: Go modules at exact versions, and the newest that Debian testing has of PostgreSQL 18. */
export const serverPins = {
  nats: { module: 'github.com/nats-io/nats-server/v2', version: '2.15.2', image: 'nats:2.15.2-alpine' },
  natsCommand: { module: 'github.com/nats-io/natscli/nats', version: '0.5.1' },
  ferretdb: { module: 'github.com/FerretDB/FerretDB/v2/cmd/ferretdb', version: '2.7.0' },
  documentdb: { version: 'postgresql-18' },
  mongodb: { image: 'mongo:8.0' },
} as const;

export interface ServerPlaces {
  /** The folder of all of them: nothing outside it is written but what apt needs to make the first one. */
  readonly folder: string;
  readonly natsServer: string;
  /** The command line tool `nats`, for the clients' stories. */
  readonly natsCommand: string;
  readonly ferretdb: string;
  /** Holds `root`, a Debian with PostgreSQL and DocumentDB in it, and `versions`. */
  readonly documentdb: string;
}

/** Where installed servers lie: in the user's cache folder (XDG base directories), each in a folder named after its version. */
export function serverPlaces(env: NodeJS.ProcessEnv = process.env): ServerPlaces {
  const cache = env['XDG_CACHE_HOME'] ?? '';
  const folder = join(cache === '' ? join(homedir(), '.cache') : cache, 'benchline', 'servers');
  return {
    folder,
    natsServer: join(folder, `nats-server-${serverPins.nats.version}`, 'nats-server'),
    natsCommand: join(folder, `nats-command-${serverPins.natsCommand.version}`, 'nats'),
    ferretdb: join(folder, `ferretdb-${serverPins.ferretdb.version}`, 'ferretdb'),
    documentdb: join(folder, `documentdb-${serverPins.documentdb.version}`),
  };
}
