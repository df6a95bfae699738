import type { NatsConnection } from '@nats-io/transport-node';
import type { Headers } from '../bus.ts';
import { writeHeaders } from './headers.ts';

/** What may lie in the client's send buffer, which has no bound of its own. */
const unsentMax = 10_000;

/** Sends bells as long as the server takes them; the others are dropped. */
export class Bells {
  readonly #connection: NatsConnection;
  #unsent = 0;
  #flushing = false;

  constructor(connection: NatsConnection) {
    this.#connection = connection;
  }

  ring(subject: string, headers: Headers): void {
    if (this.#unsent >= unsentMax) return;
    this.#connection.publish(subject, '', { headers: writeHeaders(headers) });
    this.#unsent += 1;
    if (!this.#flushing) void this.#flush();
  }

  /** The server's answer to a flush says that it has all that was sent before. */
  async #flush(): Promise<void> {
    this.#flushing = true;
    while (this.#unsent > 0) {
      const sent = this.#unsent;
      // A flush that fails ended with its connection, and the buffer with it.
      await this.#connection.flush().catch(() => undefined);
      this.#unsent -= sent;
    }
    this.#flushing = false;
  }
}
