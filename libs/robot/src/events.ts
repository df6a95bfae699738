import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { DeclaredEvents, Json } from '../gen/declared.ts';
import { RobotError } from './robot-error.ts';
import type { TellTrouble } from './trouble.ts';
import { parseObject } from './wire/messages.ts';

/** Kind and verb as declared, or with `*` for either of them, or `>` for all. */
export type EventPattern = keyof DeclaredEvents | `${string}.*` | `*.${string}` | '>';

/** A CloudEvent 1.0. */
export interface RobotEvent<Data = Json> {
  /** Where it stands in the log of its service: who has seen it can tell. */
  readonly id: string;
  readonly source: string;
  /** `sample.created`. */
  readonly type: string;
  readonly subject?: string;
  readonly time?: string;
  readonly data: Data;
}

export type EventOf<Pattern> = RobotEvent<Pattern extends keyof DeclaredEvents ? DeclaredEvents[Pattern] : Json>;

export interface EventSubscription {
  stop(): void;
}

type Handler = (event: RobotEvent) => void | Promise<void>;

interface Ear {
  readonly pattern: string;
  readonly handler: Handler;
  subscription: Subscription | undefined;
}

const earsMax = 100;
const patternShape = /^(>|(\*|[a-z][a-z0-9_]*)\.(\*|[a-z][a-z0-9_]*))$/;

/** Who listens to events, on whichever connection there is. What is told while there is none is missed. */
export class EventEars {
  readonly #prefix: string;
  readonly #onTrouble: TellTrouble;
  readonly #ears = new Set<Ear>();
  #connection: NatsConnection | undefined;

  constructor(organizationId: number, onTrouble: TellTrouble) {
    this.#prefix = `lab.${String(organizationId)}.evt.`;
    this.#onTrouble = onTrouble;
  }

  listen(pattern: string, handler: Handler): EventSubscription {
    if (!patternShape.test(pattern))
      throw new RobotError('bad_settings', 'A pattern of events is like sample.created, sample.* or >');
    if (this.#ears.size >= earsMax)
      throw new RobotError('bad_settings', `A robot listens to ${String(earsMax)} patterns at most`);
    const ear: Ear = { pattern, handler, subscription: undefined };
    this.#ears.add(ear);
    this.#subscribe(ear);
    return {
      stop: () => {
        this.#ears.delete(ear);
        ear.subscription?.unsubscribe();
      },
    };
  }

  /** `undefined`: there is no connection for now. */
  moveTo(connection: NatsConnection | undefined): void {
    this.#connection = connection;
    for (const ear of this.#ears) this.#subscribe(ear);
  }

  #subscribe(ear: Ear): void {
    if (this.#connection === undefined || this.#connection.isClosed()) return;
    ear.subscription = this.#connection.subscribe(this.#prefix + ear.pattern, {
      callback: (error, message) => {
        // A subscription that is refused is told of by the connection.
        if (error === null && this.#ears.has(ear)) void this.#tell(ear, message);
      },
    });
  }

  async #tell({ handler }: Ear, message: Msg): Promise<void> {
    // Every event of ours has headers. What hasn't is none: other robots can make the server put its receipts here.
    if (message.headers === undefined) return;
    const event = readEvent(message.string());
    if (event === undefined) {
      this.#onTrouble(new RobotError('bad_event', `What came as an event on ${message.subject} is none`));
      return;
    }
    try {
      await handler(event);
    } catch (cause) {
      this.#onTrouble(new RobotError('listener_failed', `A listener of ${event.type} failed`, { cause }));
    }
  }
}

function readEvent(text: string): RobotEvent | undefined {
  const event = parseObject(text);
  if (event?.['specversion'] !== '1.0') return undefined;
  const { id, source, type, subject, time, data = null } = event;
  if (typeof id !== 'string' || typeof source !== 'string' || typeof type !== 'string') return undefined;
  return {
    ...{ id, source, type },
    ...(typeof subject === 'string' && { subject }),
    ...(typeof time === 'string' && { time }),
    data: data as Json, // it was parsed from JSON
  };
}
