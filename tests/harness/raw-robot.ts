import { jetstream, type PubAck } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { eventually, type RobotNats } from '@benchline/testing/servers';
import type { MadeKey } from './administration.ts';
import type { Fields } from './client.ts';

/** What a robot sends, to the byte. */
export interface RawCommand {
  readonly action: string;
  readonly id?: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RawOutcome extends Fields {
  readonly command_id: string;
  readonly status: number;
  readonly detail?: unknown;
}

/** A robot with nothing but a NATS client. */
export interface RawRobot extends AsyncDisposable {
  readonly connection: NatsConnection;
  /** All outcomes that came, in their order. */
  readonly outcomes: readonly RawOutcome[];
  /** Answers the broker's receipt. @throws {Error} where it gives none. */
  send(command: RawCommand): Promise<PubAck>;
  /** The first outcome of a command. */
  outcome(id: string): Promise<RawOutcome>;
}

const waitMs = 20_000;

export async function rawRobot(nats: Pick<RobotNats, 'robotsUrl'>, { id, secret }: MadeKey): Promise<RawRobot> {
  const lab = 'lab.1';
  const connection = await connect({
    servers: nats.robotsUrl,
    token: secret,
    inboxPrefix: `_INBOX.1.${String(id)}`,
    timeout: waitMs,
    reconnect: false,
  });
  const outcomes: RawOutcome[] = [];
  connection.subscribe(`${lab}.res.${String(id)}.>`, {
    callback: (error, message) => {
      if (error === null) outcomes.push(message.json<RawOutcome>());
    },
  });
  await connection.flush();
  return {
    connection,
    outcomes,
    send: (command) =>
      publishCommand(connection, { ...command, subject: `${lab}.cmd.${String(id)}.${command.action}` }),
    outcome: (commandId) =>
      eventually(() => outcomes.find((one) => one.command_id === commandId), {
        timeoutMs: waitMs,
        what: `the outcome of ${commandId}`,
      }),
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

/** Publishes a command on whatever subject the connection may use. */
export function publishCommand(
  connection: NatsConnection,
  { subject, id, body, headers: sent = {} }: Omit<RawCommand, 'action'> & { readonly subject: string },
): Promise<PubAck> {
  const marked = headers();
  if (id !== undefined) marked.set('Nats-Msg-Id', id);
  for (const [name, value] of Object.entries(sent)) marked.set(name, value);
  return jetstream(connection, { timeout: waitMs }).publish(subject, body, { headers: marked });
}
