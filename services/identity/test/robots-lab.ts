import { connect } from '@nats-io/transport-node';
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node';
import type { RobotNats } from '@benchline/testing';
import { startRobotNats } from '@benchline/testing';
import { memoryStore } from '@benchline/runtime/testing';
import { keyUse } from '../src/accounts/key-use.ts';
import { systemTime } from '../src/leases/time.ts';
import type { Outcome } from '../src/robots/callout.ts';
import type { RobotDoor } from '../src/robots/robot-door.ts';
import { robotDoor } from '../src/robots/robot-door.ts';
import type { IdentityLab, LabTerms } from './identity-lab.ts';
import { identityLab } from './identity-lab.ts';
import { makeOrganization } from './make-people.ts';

/** A key that was made for a robot. */
export interface RobotKey {
  readonly id: number;
  readonly secret: string;
}

/** One replica of identity at the robots' door, over a store that others may share. */
export interface DoorLab extends AsyncDisposable {
  readonly lab: IdentityLab;
  /** What was logged. */
  readonly troubles: readonly unknown[];
  /** What became of those who wanted to come in. */
  readonly outcomes: readonly Outcome[];
}

export interface DoorTerms extends Pick<LabTerms, 'store'> {
  readonly connectedMsMax?: number;
  /** Others than those of the server. */
  readonly systemUrl?: string;
}

export async function doorLab(nats: RobotNats, terms: DoorTerms = {}): Promise<DoorLab> {
  const { store = memoryStore().view(), connectedMsMax, systemUrl = nats.systemUrl } = terms;
  const { records } = store;
  const time = systemTime(Date.now);
  const troubles: unknown[] = [];
  const settings = {
    robotsCalloutUrl: nats.calloutUrl,
    robotsSystemUrl: systemUrl,
    robotsIssuerSeed: nats.issuerSeed,
    robotsAccount: 'ROBOTS',
  };
  const outcomes: Outcome[] = [];
  const count = (outcome: Outcome) => void outcomes.push(outcome);
  const failed = () => (error: unknown) => void troubles.push(error);
  const limits = connectedMsMax === undefined ? {} : { connectedMsMax };
  const { promise: isOpen, resolve } = Promise.withResolvers<undefined>();
  const opened = (): void => {
    resolve(undefined);
  };
  const door: RobotDoor = await robotDoor(settings, { records, time, failed, count, opened, ...limits });
  const lab = await identityLab({ store, time, disconnecting: door.disconnecting });
  door.open({ runtime: lab.runtime, keyUse: keyUse({ records, clock: time.now }), report: lab.access.report });
  await isOpen;
  return {
    ...{ lab, troubles, outcomes },
    [Symbol.asyncDispose]: async () => {
      await door.stop();
      await lab[Symbol.asyncDispose]();
    },
  };
}

/** A server with one replica of identity, and an organization with a technician's account. */
export interface RobotsLab extends DoorLab {
  readonly nats: RobotNats;
  readonly makeKey: (body?: Readonly<Record<string, unknown>>) => Promise<RobotKey>;
  /** Ends this replica; the server goes on. */
  readonly close: () => Promise<void>;
  /** Closed with the lab, as is that of the services. */
  readonly robot: (key: RobotKey, options?: ConnectionOptions) => Promise<NatsConnection>;
  readonly services: () => Promise<NatsConnection>;
}

export async function robotsLab(terms: DoorTerms = {}): Promise<RobotsLab> {
  const nats = await startRobotNats();
  const door = await doorLab(nats, terms);
  const { lab } = door;
  await makeOrganization(lab);
  await lab.ask('CreateServiceAccount', { body: { display_name: 'Arm', role: 'technician' } });
  const open: NatsConnection[] = [];
  const kept = async (connecting: Promise<NatsConnection>): Promise<NatsConnection> => {
    const connection = await connecting;
    open.push(connection);
    return connection;
  };
  let keys = 0;
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= Promise.resolve(door[Symbol.asyncDispose]()));
  return {
    ...{ nats, ...door },
    makeKey: async (body = {}) => {
      keys += 1;
      const asked = { path: { id: 1 }, body: { name: `arm ${String(keys)}`, ...body } };
      return (await lab.ask('CreateApiKey', asked)).body as RobotKey; // the action's answer
    },
    close,
    robot: ({ id, secret }, options) =>
      kept(connectAs(nats, secret, { inboxPrefix: `_INBOX.1.${String(id)}`, ...options })),
    services: () => kept(connectUser(nats.servicesUrl)),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(open.map((connection) => connection.close()));
      await close();
      await nats[Symbol.asyncDispose]();
    },
  };
}

export function connectAs(nats: RobotNats, token: string, options: ConnectionOptions = {}): Promise<NatsConnection> {
  return connect({ servers: nats.robotsUrl, token, reconnect: false, timeout: 10_000, ...options });
}

/** One of those whom the server knows by itself. */
function connectUser(url: string): Promise<NatsConnection> {
  const { host, username, password } = new URL(url);
  return connect({ servers: host, user: username, pass: password });
}
