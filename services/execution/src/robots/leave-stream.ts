import { jetstreamManager } from '@nats-io/jetstream';
import type { ReaderConfig } from './partition-reader.ts';
import { pause } from './pause.ts';
import { commandStream } from './streams.ts';

export interface LeaveConfig extends Omit<ReaderConfig, 'signal' | 'room'> {
  readonly failed: (error: unknown) => void;
}

/** A purge costs the server more the more waits in the stream, and nobody publishes meanwhile: this many times as long it has rest after each. */
const restFactor = 12;
const restMsMax = 2_000;
const retryMs = 250;

/**
 * Takes what is through off the stream: by a purge, since the server syncs one mark for all that it removes, and of acknowledged messages one
 * for each. Who dies before has left messages that the next worker finds done.
 */
export class StreamLeave {
  readonly #config: LeaveConfig;
  readonly #ending = new AbortController();
  /** The server's number for the connection: another one when it was lost and came back. */
  readonly #client: number | undefined;
  #through = 0;
  #running: Promise<void> | undefined;

  constructor(config: LeaveConfig) {
    this.#config = config;
    this.#client = config.connection.info?.client_id;
  }

  /** What was told on a connection that was lost since may have reached nobody: it stays, to be told again. */
  get isLost(): boolean {
    const { connection } = this.#config;
    return connection.isClosed() || connection.info?.client_id !== this.#client;
  }

  /** All messages of the part up to this one of the stream are through. */
  through(seq: number): void {
    this.#through = Math.max(this.#through, seq); // one that came again may be from before
    this.#running ??= this.#run();
  }

  /** Resolves when the server was told of all, or can't be. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    for (let left = 0; left < this.#through && !this.isLost;) {
      const [to, startedAt] = [this.#through, performance.now()];
      const gone = await this.#purge(to);
      if (gone) left = to;
      else if (signal.aborted) break;
      if (left < this.#through) await pause(gone ? restMs(startedAt) : retryMs, signal);
    }
    this.#running = undefined; // in the same turn as the last look at what is through
  }

  async #purge(to: number): Promise<boolean> {
    const { connection, partition, timeoutMs, failed } = this.#config;
    try {
      const { streams } = await jetstreamManager(connection, { timeout: timeoutMs, checkAPI: false });
      // In the same turn as it is sent: it goes behind what was told, on one connection, or not at all.
      if (this.isLost) return false;
      await streams.purge(commandStream, { filter: `${String(partition)}.lab.>`, seq: to + 1 });
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  }
}

function restMs(startedAt: number): number {
  return Math.min(restFactor * (performance.now() - startedAt), restMsMax);
}
