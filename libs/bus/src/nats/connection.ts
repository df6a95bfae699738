import { setTimeout as pause } from 'node:timers/promises';
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { parseNatsUrl } from './servers.ts';

export interface ConnectionHandlers {
  /** There is a connection, a new one or the old one again. */
  readonly onConnected: (connection: NatsConnection, isNew: boolean) => void;
  readonly onDisconnected: () => void;
  readonly onTrouble: (thrown: unknown) => void;
}

export interface ConnectionSettings {
  /** `nats://[user:password@|token@]host:port`, several with commas between. */
  readonly url: string;
  /** How this client is called on the server. */
  readonly name: string;
  readonly token?: string;
}

const retryMs = 250;

/** Keeps a connection up until `signal`: from the first try on, and through whatever makes the client give up. Never rejects. */
export async function keepConnected(
  options: NodeConnectionOptions,
  signal: AbortSignal,
  handlers: ConnectionHandlers,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await followConnection(await connect(options), signal, handlers);
    } catch (thrown) {
      handlers.onTrouble(thrown);
    }
    handlers.onDisconnected();
    await pause(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Tells of a connection's ups and downs until it is closed for good. */
async function followConnection(
  connection: NatsConnection,
  signal: AbortSignal,
  handlers: ConnectionHandlers,
): Promise<void> {
  const close = (): void => void connection.close().catch(handlers.onTrouble);
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  try {
    handlers.onConnected(connection, true);
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') handlers.onDisconnected();
      if (status.type === 'reconnect') handlers.onConnected(connection, false);
      if (status.type === 'error') handlers.onTrouble(status.error);
    }
  } finally {
    signal.removeEventListener('abort', close);
  }
}

/** How all clients of the product connect. Throws only for settings that can't be right. */
export function connectionOptions({ url, name, token }: ConnectionSettings, timeoutMs: number): NodeConnectionOptions {
  return {
    ...parseNatsUrl(url),
    ...(token === undefined ? {} : { token }),
    name,
    timeout: timeoutMs,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    // A refusal may be a clock, a deployment or a callout that is not there yet; it ends when they are.
    ignoreAuthErrorAbort: true,
    pingInterval: 10_000,
    maxPingOut: 2,
    // Two stack traces for each request cost more than the request itself.
    noAsyncTraces: true,
    ignoreClusterUpdates: false,
  };
}
