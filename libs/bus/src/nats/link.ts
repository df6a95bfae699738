import { setTimeout as pause } from 'node:timers/promises';
import { unavailable } from '@benchline/errors';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { connectionOptions, keepConnected } from './connection.ts';

export interface LinkSettings {
  /** `nats://user:password@host:port`, several with commas between. */
  readonly url: string;
  /** How this client is called on the server. */
  readonly name: string;
  /** How long the server, and who is asked, may take to answer. */
  readonly timeoutMs: number;
  /** Hears why the link is away or refused something; the same may be told again and again. */
  readonly onTrouble: (thrown: unknown) => void;
}

/** A request that came over the link. An answer that can't be sent any more is dropped: who asked has stopped waiting. */
export interface LinkRequest {
  readonly text: string;
  readonly answer: (text: string) => void;
}

/** Questions and answers with a NATS server itself, in whatever account the user belongs to: no bus, nothing is kept. */
export interface NatsLink {
  readonly up: boolean;
  /** Hears a subject's requests, each heard by one of a group only, through all comings and goings of the server. */
  answer(subject: string, group: string, handler: (request: LinkRequest) => void): Ear;
  /** @throws {AppError} `unavailable` when nobody answers in time, or nobody is there. */
  request(subject: string, text: string): Promise<string>;
  close(): Promise<void>;
}

export interface Ear {
  /** Resolves when the server sends requests here for the first time. */
  readonly listening: Promise<unknown>;
  /** Resolves when no request comes any more; what was heard can still be answered. */
  stop(): Promise<void>;
}

interface Answering {
  readonly subject: string;
  readonly group: string;
  readonly handler: (request: LinkRequest) => void;
  readonly listening: (nothing: undefined) => void;
  subscription: Subscription | undefined;
}

/** Keeps a link up until it is closed; a server that is away is found when it comes. @throws {TypeError} for a URL that is none. */
export function openLink(settings: LinkSettings): NatsLink {
  const { url, name, timeoutMs, onTrouble } = settings;
  const closing = new AbortController();
  const answering = new Set<Answering>();
  let connected: NatsConnection | undefined;
  let last: NatsConnection | undefined;
  const gone = keepConnected(connectionOptions({ url, name }, timeoutMs), closing.signal, {
    onTrouble,
    onConnected: (connection) => {
      connected = connection;
      // The client itself subscribes again on a connection that it finds anew.
      if (connection !== last) for (const one of answering) subscribe(connection, one, onTrouble);
      last = connection;
    },
    onDisconnected: () => {
      connected = undefined;
    },
  });
  return {
    get up() {
      return connected !== undefined;
    },
    answer: (subject, group, handler) => {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      const one: Answering = { subject, group, handler, listening: resolve, subscription: undefined };
      answering.add(one);
      if (last !== undefined && !last.isClosed()) subscribe(last, one, onTrouble);
      return {
        listening: promise,
        stop: async () => {
          answering.delete(one);
          const drained = one.subscription?.drain().catch(onTrouble);
          // A server that is away takes no leave, and sends nothing either.
          await Promise.race([drained, pause(timeoutMs, undefined, { ref: false })]);
        },
      };
    },
    request: async (subject, text) => {
      // Without a connection the client would keep it, and send it long after nobody waits.
      if (connected === undefined) throw unavailable('The message bus');
      try {
        return (await connected.request(subject, text, { timeout: timeoutMs })).string();
      } catch (cause) {
        throw unavailable('The message bus', cause);
      }
    },
    close: async () => {
      closing.abort();
      await gone;
    },
  };
}

function subscribe(connection: NatsConnection, one: Answering, onTrouble: Trouble): void {
  const callback = (error: Error | null, message: Msg): void => {
    if (error !== null) {
      onTrouble(error);
      return;
    }
    try {
      one.handler({ text: message.string(), answer: answerTo(message, onTrouble) });
    } catch (thrown) {
      onTrouble(thrown);
    }
  };
  one.subscription = connection.subscribe(one.subject, { queue: one.group, callback });
  // The server takes things in order.
  connection.flush().then(() => {
    one.listening(undefined);
  }, onTrouble);
}

function answerTo(message: Msg, onTrouble: Trouble): LinkRequest['answer'] {
  return (text) => {
    try {
      message.respond(text);
    } catch (thrown) {
      onTrouble(thrown);
    }
  };
}

type Trouble = (thrown: unknown) => void;
