import type { Records } from '@benchline/store';
import { allRecords } from '../leases/all-records.ts';

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
      const rows = await allRecords(records, { org: organizationId, space }, clock());
      return rows.map(({ key, value, version }) => {
        const note = JSON.parse(value) as ConnectionNote; // written above
        return { organizationId, ...placeOf(key), ...note, version };
      });
    },
  };
}

/**
 * Takes back the note of somebody who didn't come in. Not waited for any longer than it takes: one that stays is of a connection that the
 * server doesn't know, and ends with its time. Never rejects.
 */
export async function forgetNote(
  connections: Pick<RobotConnections, 'remove'>,
  note: NotedConnection | undefined,
): Promise<void> {
  if (note !== undefined) await connections.remove(note).catch(() => undefined);
}

function keyOf({ serverId, clientId }: ConnectionPlace): string {
  return `${serverId}/${String(clientId)}`;
}

function placeOf(key: string): ConnectionPlace {
  const [serverId = '', clientId = ''] = key.split('/');
  return { serverId, clientId: Number(clientId) };
}
