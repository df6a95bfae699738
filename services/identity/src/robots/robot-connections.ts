import type { Records } from '@benchline/store';

/** Where a robot is connected: the server's present run, and the number of the connection there. */
export interface ConnectionPlace {
  readonly serverId: string;
  readonly clientId: number;
}

/** What a connection was let in on. */
export interface ConnectionNote {
  readonly keyId: number;
  /** RFC 3339. */
  readonly since: string;
  /** A change of any of these ends the connection. */
  readonly subjects: readonly string[];
}

/** A note as it stands in the store. */
export interface NotedConnection extends ConnectionPlace, ConnectionNote {
  readonly organizationId: number;
  readonly version: number;
}

/** Which connections were let in, so that they can be ended. A note is gone when its connection must have ended by itself. */
export interface RobotConnections {
  /** Writes a note, or what is new in it. @throws {AppError} `unavailable`. */
  write(note: Omit<NotedConnection, 'version'>, expiresAt: number, version: number): Promise<NotedConnection>;
  remove(note: NotedConnection): Promise<void>;
  /** All of an organization that were noted before the call. */
  list(organizationId: number): Promise<readonly NotedConnection[]>;
}

const space = 'robot_connections';
const pageSize = 200;
/** A server's clock may be behind: the note outlives the connection by any of them. */
const slackMs = 60_000;

interface Config {
  readonly records: Records;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export function robotConnections({ records, clock }: Config): RobotConnections {
  return {
    write: async ({ organizationId, serverId, clientId, ...note }, endsAt, expected) => {
      const key = keyOf({ serverId, clientId });
      const entry = { key, value: JSON.stringify(note), expected, expiresAt: endsAt + slackMs };
      const version = await records.put(organizationId, space, entry, clock());
      // A server asks once about a connection: whoever wrote it was somebody who answers for it at the same time.
      if (version === undefined) throw new Error('Another replica is judging the same connection');
      return { organizationId, serverId, clientId, ...note, version };
    },
    remove: async (note) => {
      await records.remove(note.organizationId, space, keyOf(note), note.version);
    },
    list: async (organizationId) => {
      await records.barrier(clock());
      const all: NotedConnection[] = [];
      for (let afterKey = ''; ;) {
        const page = await records.list(organizationId, space, { afterKey, limit: pageSize }, clock());
        for (const { key, value, version } of page) {
          const note = JSON.parse(value) as ConnectionNote; // written above
          all.push({ organizationId, ...placeOf(key), ...note, version });
        }
        const last = page.at(-1);
        if (last === undefined || page.length < pageSize) return all;
        afterKey = last.key;
      }
    },
  };
}

function keyOf({ serverId, clientId }: ConnectionPlace): string {
  return `${serverId}/${String(clientId)}`;
}

function placeOf(key: string): ConnectionPlace {
  const [serverId = '', clientId = ''] = key.split('/');
  return { serverId, clientId: Number(clientId) };
}
