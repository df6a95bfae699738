import { connectionOptions } from '@benchline/bus/connection';
import { connect, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { statusHeader, type Caller } from './plan.ts';

export interface RobotHandlers {
  /** Commands are through, after so many milliseconds each. */
  readonly through: (tookMs: readonly number[]) => void;
  /** Something came that fails the run. */
  readonly failed: (error: unknown) => void;
}

export interface SentCommand {
  readonly id: string;
  readonly body: string;
  /** When it was to be sent, by `performance.now()`. */
  readonly dueAt: number;
}

const timeoutMs = 30_000;
const created = 201;

/**
 * A robot that speaks to the broker itself. `@benchline/robot` keeps each command in a buffer before it goes out, as a robot needs it, and
 * takes half as much again of the processor, which the broker and the product are to have. Receipts and outcomes are heard and judged all
 * the same.
 */
export class Robot {
  readonly #caller: Caller;
  readonly #connection: NatsConnection;
  readonly #handlers: RobotHandlers;
  readonly #dueAt = new Map<string, number>();
  #unreceived = 0;

  private constructor(caller: Caller, connection: NatsConnection, handlers: RobotHandlers) {
    this.#caller = caller;
    this.#connection = connection;
    this.#handlers = handlers;
    this.#listen(`${caller.inbox}.*`, (message) => {
      this.#hearReceipt(message);
    });
    this.#listen(caller.outcomes, (message) => {
      this.#hearOutcome(message);
    });
  }

  static async connect(caller: Caller, handlers: RobotHandlers): Promise<Robot> {
    const { url, token } = caller;
    const named = { url, name: 'bench', ...(token !== undefined && { token }) };
    const connection = await connect({ ...connectionOptions(named, timeoutMs), reconnect: false });
    void connection.closed().then((error) => {
      if (error !== undefined) handlers.failed(error);
    });
    const robot = new Robot(caller, connection, handlers);
    await connection.flush();
    return robot;
  }

  send({ id, body, dueAt }: SentCommand): void {
    const { commands, inbox } = this.#caller;
    const named = headers();
    named.set('Nats-Msg-Id', id);
    this.#dueAt.set(id, dueAt);
    this.#unreceived += 1;
    this.#connection.publish(commands, body, { headers: named, reply: `${inbox}.receipt` });
  }

  get caller(): Caller {
    return this.#caller;
  }

  /** Commands that are out without an outcome. */
  get out(): number {
    return this.#dueAt.size;
  }

  /** Whether each command has its receipt and its outcome. */
  get done(): boolean {
    return this.#unreceived === 0 && this.out === 0;
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #listen(subject: string, hear: (message: Msg) => void): void {
    this.#connection.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) hear(message);
        else this.#handlers.failed(error);
      },
    });
  }

  #hearReceipt(message: Msg): void {
    const text = message.string();
    const taken = text.includes('"seq"') && !text.includes('"duplicate"');
    if (!taken) this.#handlers.failed(new Error(`the broker did not take a command: ${text.slice(0, 300)}`));
    this.#unreceived -= 1;
  }

  #hearOutcome(message: Msg): void {
    const { subject } = message;
    const status = message.headers?.get(statusHeader);
    if (status === undefined) {
      this.#through([...this.#dueAt.keys()].slice(0, Number(message.string())));
      return;
    }
    if (!isMade(Number(status), message)) {
      this.#handlers.failed(new Error(`a command came to nothing: ${message.string().slice(0, 300)}`));
    }
    this.#through([subject.slice(subject.lastIndexOf('.') + 1)]);
  }

  #through(ids: readonly string[]): void {
    const now = performance.now();
    const tookMs = ids.flatMap((id) => now - (this.#dueAt.get(id) ?? NaN));
    for (const id of ids) this.#dueAt.delete(id);
    this.#handlers.through(tookMs);
  }
}

/** Whether all that the command asked for was made: a refusal is no figure. */
function isMade(status: number, message: Msg): boolean {
  if (status === created) return true;
  return status === 200 && message.json<{ readonly body: { readonly failed: number } }>().body.failed === 0; // an array's
}
