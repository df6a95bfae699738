import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { Heard, Listener } from '../bus.ts';
import { deliver, type DefectListener, type Ear } from '../deliver.ts';
import { checkPattern } from '../subject.ts';
import { readMessage } from './headers.ts';

/** The listeners of a bus, subscribed on whichever connection there is. */
export class Ears {
  readonly #subscriptions = new Map<Ear, Subscription | undefined>();
  readonly #onDefect: DefectListener | undefined;
  readonly #onTrouble: (thrown: unknown) => void;
  #connection: NatsConnection | undefined;

  constructor(onDefect: DefectListener | undefined, onTrouble: (thrown: unknown) => void) {
    this.#onDefect = onDefect;
    this.#onTrouble = onTrouble;
  }

  /** Subscribes all of them on a new connection; what one had on the old one ended with it. */
  moveTo(connection: NatsConnection): void {
    this.#connection = connection;
    for (const ear of this.#subscriptions.keys()) this.#subscribe(ear, connection);
  }

  listen(pattern: string, handler: (message: Heard) => void): Listener {
    checkPattern(pattern);
    const ear = { pattern, handler };
    this.#subscriptions.set(ear, undefined);
    if (this.#connection !== undefined && !this.#connection.isClosed()) this.#subscribe(ear, this.#connection);
    return {
      stop: () => {
        this.#subscriptions.get(ear)?.unsubscribe();
        this.#subscriptions.delete(ear);
        return Promise.resolve();
      },
    };
  }

  stop(): void {
    this.#subscriptions.clear();
  }

  #subscribe(ear: Ear, connection: NatsConnection): void {
    const subscription = connection.subscribe(ear.pattern, {
      callback: (error, message) => {
        if (error !== null) this.#onTrouble(error);
        else if (this.#subscriptions.has(ear)) deliver(readMessage(message), ear, this.#onDefect);
      },
    });
    this.#subscriptions.set(ear, subscription);
  }
}
