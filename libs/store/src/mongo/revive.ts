import { setTimeout as delay } from 'node:timers/promises';
import type {
  MongoClient,
  ServerClosedEvent,
  ServerHeartbeatFailedEvent,
  ServerHeartbeatStartedEvent,
  ServerHeartbeatSucceededEvent,
} from 'mongodb';

type Revivable = Pick<MongoClient, 'on' | 'off' | 'close' | 'connect'>;

export interface ReviveConfig {
  /** How long the driver may take to connect, and again to be answered. */
  readonly timeoutMs: number;
  /** How long a server may keep a question open that it answers when something changes: `heartbeatFrequencyMS`. */
  readonly heartbeatMs: number;
  /** Hears that it happened. */
  readonly lostSight: () => void;
}

const spareMs = 1_000;
const pauseMs = 200;

/**
 * Makes a client start anew that has lost sight of a server for good. The driver looks at a server by one command at a time. A command
 * that is written in the very turn of the event loop in which its socket was closed never ends, for a socket that is destroyed tells
 * nobody; no further look follows, and the server counts as away until the process ends. A look that has not ended in time is such a one:
 * the client is closed and connects again, which takes milliseconds and leaves its databases and collections as good as they were.
 * @returns what ends this
 */
export function reviveWhenStuck(
  client: Revivable,
  { timeoutMs, heartbeatMs, lostSight }: ReviveConfig,
): () => Promise<void> {
  const looks = new Map<string, NodeJS.Timeout>();
  const ending = new AbortController();
  let reviving: Promise<void> | undefined;

  const ended = (address: string): void => {
    clearTimeout(looks.get(address));
    looks.delete(address);
  };
  const stuck = (): void => {
    if (reviving !== undefined) return;
    lostSight();
    reviving = revive(client, ending.signal).finally(() => {
      reviving = undefined;
    });
  };
  const begun = ({ connectionId: address, awaited }: ServerHeartbeatStartedEvent): void => {
    const mayTakeMs = 2 * timeoutMs + (awaited ? heartbeatMs : 0) + spareMs;
    ended(address);
    looks.set(address, setTimeout(stuck, mayTakeMs).unref());
  };
  const answered = ({ connectionId: address }: ServerHeartbeatSucceededEvent | ServerHeartbeatFailedEvent): void => {
    ended(address);
  };
  const left = ({ address }: ServerClosedEvent): void => {
    ended(address);
  };
  client.on('serverHeartbeatStarted', begun).on('serverClosed', left);
  client.on('serverHeartbeatSucceeded', answered).on('serverHeartbeatFailed', answered);
  return async () => {
    client.off('serverHeartbeatStarted', begun).off('serverClosed', left);
    client.off('serverHeartbeatSucceeded', answered).off('serverHeartbeatFailed', answered);
    for (const timer of looks.values()) clearTimeout(timer);
    ending.abort();
    await reviving;
  };
}

/** Calls that come meanwhile are refused by the driver as not connected. */
async function revive(client: Revivable, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await client.close();
      await client.connect();
      return;
    } catch {
      // The server is away as well. A client that failed to connect doesn't try again by itself.
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
