import { randomUUID } from 'node:crypto';
import type { PubAck } from '@nats-io/jetstream';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connect, headers } from '@nats-io/transport-node';
import type { RobotNats } from '@benchline/testing';
import { eventually, startRobotNats } from '@benchline/testing';
import type { StreamBounds } from '../../src/robots/streams.ts';
import { commandStream, deadLetterStream, ensureStreams } from '../../src/robots/streams.ts';

export const timeoutMs = 5_000;

/** A message as a robot would send it. */
export interface Sent {
  readonly id?: string;
  /** Organization, key and action; `1`, `5` and `samples.create` unless told. */
  readonly org?: number;
  readonly key?: number;
  readonly action?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server of one's own with the streams of commands and dead letters. */
export interface CommandStream extends AsyncDisposable {
  readonly nats: RobotNats;
  /** Of the services, and closed with the lab. */
  readonly connection: () => Promise<NatsConnection>;
  /** The receipt. Messages go out in the order of the calls. */
  readonly send: (sent?: Sent) => Promise<PubAck>;
  /** How many messages are left. */
  readonly left: () => Promise<number>;
  /** How many of them were given to a reader who hasn't answered. */
  readonly unanswered: () => Promise<number>;
  readonly deadLetters: () => Promise<readonly DeadLetter[]>;
}

export interface DeadLetter {
  readonly at: string;
  readonly letter: unknown;
}

/** The part of the stream that organization 1 is in, and those of another that isn't. */
export const partOfOrganization1 = 4;

export const commandStreamBounds: StreamBounds = { commandBytesMax: 256 * 1024 * 1024, replicas: 1 };

export async function commandStreamLab(bounds: Partial<StreamBounds> = {}): Promise<CommandStream> {
  const nats = await startRobotNats();
  const open: NatsConnection[] = [];
  const connection = async (): Promise<NatsConnection> => {
    const one = await connectServices(nats);
    open.push(one);
    return one;
  };
  const own = await connection();
  await ensureStreams(own, { ...commandStreamBounds, ...bounds }, timeoutMs);
  const manager = await jetstreamManager(own, { timeout: timeoutMs });
  const countIn = async (stream: string): Promise<number> => (await manager.streams.info(stream)).state.messages;
  return {
    ...{ nats, connection },
    send: (sent) => send(own, sent),
    left: () => countIn(commandStream),
    unanswered: async () => {
      const consumers = await manager.consumers.list(commandStream).next();
      return consumers.reduce((sum, { num_ack_pending }) => sum + num_ack_pending, 0);
    },
    deadLetters: async () => {
      const { messages, first_seq } = (await manager.streams.info(deadLetterStream)).state;
      const letters: DeadLetter[] = [];
      for (let seq = first_seq; seq < first_seq + messages; seq += 1) {
        const message = await manager.streams.getMessage(deadLetterStream, { seq });
        if (message !== null) letters.push({ at: message.subject, letter: message.json() });
      }
      return letters;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(open.map((one) => one.close()));
      await nats[Symbol.asyncDispose]();
    },
  };
}

function connectServices({ servicesUrl }: RobotNats): Promise<NatsConnection> {
  const { host, username, password } = new URL(servicesUrl);
  const options = { maxReconnectAttempts: -1, reconnectTimeWait: 50, waitOnFirstConnect: true };
  return connect({ servers: host, user: username, pass: password, ...options });
}

function send(connection: NatsConnection, sent: Sent = {}): Promise<PubAck> {
  const { id = randomUUID(), org = 1, key = 5, action = 'samples.create', body = '{}' } = sent;
  const marked = headers();
  if (id !== '') marked.set('Nats-Msg-Id', id);
  for (const [name, value] of Object.entries(sent.headers ?? {})) marked.set(name, value);
  const subject = `lab.${String(org)}.cmd.${String(key)}.${action}`;
  return jetstream(connection, { timeout: timeoutMs }).publish(subject, body, { headers: marked });
}

/** Waits until nothing is left in the stream. */
export async function drained({ left }: CommandStream): Promise<void> {
  await eventually(async () => (await left()) === 0, { timeoutMs: 20_000, what: 'an empty stream' });
}
