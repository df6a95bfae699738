import { connect, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { pause } from '../../pause.ts';
import { digestOfText } from './outcome-digest.ts';
import type { Journal } from './journal.ts';

export interface RawLinkConfig {
  readonly servers: string;
  readonly key: string;
  readonly keyId: number;
  readonly journal: Journal;
}

/** A connection without our client: it says what our client wouldn't, and hears all that the key may hear, word for word. */
export interface RawLink extends AsyncDisposable {
  /** Sends something again and again until an outcome comes. */
  send(id: string, action: string, body: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const againMs = 3_000;
const retryMs = 250;
const connectWithinMs = 25_000;

export async function openRawLink(config: RawLinkConfig): Promise<RawLink> {
  const { keyId, journal } = config;
  const waiting = new Map<string, () => void>();
  const hear = (message: Msg): void => {
    // Other robots can make the server put its receipts here; they have no headers.
    if (message.headers?.has('Benchline-Status') !== true) return;
    const id = message.subject.slice(message.subject.lastIndexOf('.') + 1);
    journal.hear({ id, digest: digestOfText(message.string()), told: waiting.has(id) });
    waiting.get(id)?.();
    waiting.delete(id);
  };
  const closing = new AbortController();
  const connection = await connectPatiently(config);
  connection.subscribe(`lab.1.res.${String(keyId)}.>`, {
    callback: (error, message) => {
      if (error === null) hear(message);
      else journal.trouble(`what the key may hear: ${error.message}`);
    },
  });
  return {
    send: async (id, action, body) => {
      const heard = Promise.withResolvers<undefined>();
      waiting.set(id, () => {
        heard.resolve(undefined);
      });
      const named = headers();
      named.set('Nats-Msg-Id', id);
      while (waiting.has(id) && !closing.signal.aborted) {
        connection.publish(`lab.1.cmd.${String(keyId)}.${action}`, body, { headers: named });
        const again = new AbortController();
        const signal = AbortSignal.any([again.signal, closing.signal]);
        await Promise.race([heard.promise, pause(againMs, signal)]);
        again.abort();
      }
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await connection.close();
    },
  };
}

/** Whoever judges robots may be away for a moment; later the client comes back by itself. */
async function connectPatiently({ servers, key, keyId }: RawLinkConfig): Promise<NatsConnection> {
  const over = AbortSignal.timeout(connectWithinMs);
  for (;;) {
    try {
      return await connect({
        servers,
        token: key,
        inboxPrefix: `_INBOX.1.${String(keyId)}`,
        maxReconnectAttempts: -1,
        reconnectTimeWait: retryMs,
        ignoreAuthErrorAbort: true,
      });
    } catch (error) {
      if (!(await pause(retryMs, over))) throw error;
    }
  }
}
