import { setTimeout as pause } from 'node:timers/promises';
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { RobotError } from '../robot-error.ts';
import type { CheckedSettings } from '../settings.ts';
import type { TellTrouble } from '../trouble.ts';

export interface ConnectionHandlers {
  /** There is a new connection; the one before is closed. */
  readonly onConnected: (connection: NatsConnection) => void;
  readonly onDisconnected: () => void;
  readonly onTrouble: TellTrouble;
}

const retryMsMin = 250;
const retryMsMax = 10_000;

/**
 * Keeps a connection up until `signal`, whatever ends it: a server that goes, a key that is checked again after its day, a platform that can't
 * check it for now. Never rejects.
 *
 * Each connection is a new one of the client. Its own way to reconnect keeps what is published meanwhile and sends it first, which would be ahead
 * of what the old connection lost.
 */
export async function keepConnected(
  settings: CheckedSettings,
  signal: AbortSignal,
  handlers: ConnectionHandlers,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const connection = await connect(optionsOf(settings));
      failures = 0;
      await followConnection(connection, signal, handlers);
    } catch (thrown) {
      handlers.onTrouble(connectionTrouble(thrown));
    }
    const waitMs = Math.min(retryMsMin * 2 ** failures, retryMsMax) * (0.5 + Math.random());
    failures += 1;
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Tells of a connection until it is closed. */
async function followConnection(
  connection: NatsConnection,
  signal: AbortSignal,
  { onConnected, onDisconnected, onTrouble }: ConnectionHandlers,
): Promise<void> {
  const close = (): void => void connection.close().catch(() => undefined);
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  try {
    const statuses = connection.status();
    onConnected(connection);
    for await (const status of statuses) {
      if (status.type === 'error') onTrouble(connectionTrouble(status.error));
      if (status.type === 'disconnect') onDisconnected();
    }
    if (!signal.aborted) onTrouble(connectionTrouble(await connection.closed()));
  } finally {
    signal.removeEventListener('abort', close);
    onDisconnected();
    await connection.close().catch(() => undefined);
  }
}

function optionsOf(settings: CheckedSettings): NodeConnectionOptions {
  const { servers, key, encrypted, tls, name, organizationId, keyId, connectTimeoutMs } = settings;
  return {
    servers: [...servers],
    token: key,
    name,
    // With it the client refuses a server that offers no encryption, before it says the key.
    ...((encrypted || tls !== undefined) && { tls: { ...tls } }),
    inboxPrefix: inboxPrefix(organizationId, keyId),
    timeout: connectTimeoutMs,
    reconnect: false,
    ignoreAuthErrorAbort: true,
    pingInterval: 10_000,
    maxPingOut: 2,
    noAsyncTraces: true,
  };
}

/** The inbox of a key, which no other may listen to. */
export function inboxPrefix(organizationId: number, keyId: number): string {
  return `_INBOX.${String(organizationId)}.${String(keyId)}`;
}

/** The client's errors hold no key. */
function connectionTrouble(thrown: unknown): RobotError {
  const { name, message } = nameAndMessage(thrown);
  if (name === 'PermissionViolationError') {
    const told = `${message}. Are organizationId and keyId those of the key, and has it the scopes?`;
    return new RobotError('permission', told, { cause: thrown });
  }
  return new RobotError('connection', `The broker is away: ${message}`, { cause: thrown });
}

function nameAndMessage(thrown: unknown): { readonly name: string; readonly message: string } {
  if (typeof thrown !== 'object' || thrown === null) return { name: '', message: 'the connection ended' };
  const name = 'name' in thrown ? String(thrown.name) : '';
  const message = 'message' in thrown ? String(thrown.message) : '';
  return { name, message: message === '' ? name : message };
}
