import { jetstream, jetstreamManager, type Consumer, type JsMsg } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';

/** A command as the platform worked it. */
export interface Worked {
  readonly id: string;
  readonly action: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The platform's side, as far as a robot sees it: it takes commands from its stream in order, works each id of a key once, and publishes the
 * outcome for every one that comes. What it knows outlives its stop, as if it stood in a log.
 */
export class Platform {
  readonly worked: Worked[] = [];
  /** How many commands came, repeats counted. */
  taken = 0;
  /** Outcomes that get lost, from now on. */
  loseOutcomes = 0;
  /** Whether each outcome is published twice. */
  doubles = false;
  /** What the next commands are answered with, in place of 201. */
  refuse: string | undefined;
  readonly #url: string;
  readonly #known = new Map<string, string>();
  #connection: NatsConnection | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  async start(): Promise<void> {
    const connection = await connect({ servers: this.#url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    this.#connection = connection;
    const manager = await jetstreamManager(connection);
    const nothing = { name: 'nothing', subjects: ['nothing'] };
    await manager.streams.add(nothing);
    // Ids are not compared, as the platform's stream does it: with a source, and no window.
    const sources = [{ name: nothing.name }];
    const stream = { name: 'benchline_commands', subjects: ['lab.*.cmd.>'], duplicate_window: 0, sources };
    await manager.streams.add({ ...stream, max_msgs_per_subject: -1 });
    await manager.consumers.add(stream.name, { durable_name: 'execution', ack_policy: 'explicit', ack_wait: 2e9 });
    const consumer = await jetstream(connection).consumers.get(stream.name, 'execution');
    this.#running = this.#consume(consumer, connection);
  }

  async stop(): Promise<void> {
    await this.#connection?.close();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get ids(): readonly string[] {
    return this.worked.map(({ id }) => id);
  }

  async publish(subject: string, text: string, headerNames: Readonly<Record<string, string>> = {}): Promise<void> {
    const written = headers();
    for (const [name, value] of Object.entries(headerNames)) written.set(name, value);
    this.#connection?.publish(subject, text, Object.keys(headerNames).length === 0 ? {} : { headers: written });
    await this.#connection?.flush();
  }

  async #consume(consumer: Consumer, connection: NatsConnection): Promise<void> {
    while (!connection.isClosed()) {
      try {
        for await (const message of await consumer.fetch({ max_messages: 500, expires: 1_000 })) {
          this.#take(message, connection);
        }
      } catch {
        // The server is away; the client comes back by itself.
        await connection.flush().catch(() => undefined);
      }
    }
  }

  #take(message: JsMsg, connection: NatsConnection): void {
    const [, organization, , key, ...action] = message.subject.split('.');
    const id = message.headers?.get('Nats-Msg-Id') ?? '';
    this.taken += 1;
    const known = `${organization ?? ''}/${key ?? ''}/${id}`;
    const outcome = this.#known.get(known) ?? this.#work(id, action.join('.'), message);
    this.#known.set(known, outcome);
    if (this.loseOutcomes > 0) this.loseOutcomes -= 1;
    else this.#tell(connection, `lab.${organization ?? ''}.res.${key ?? ''}.${id}`, outcome);
    message.ack();
  }

  #work(id: string, action: string, message: JsMsg): string {
    const names = message.headers?.keys() ?? [];
    const written = Object.fromEntries(names.map((name) => [name, message.headers?.get(name) ?? '']));
    this.worked.push({ id, action, body: message.json(), headers: written });
    if (this.refuse !== undefined) return JSON.stringify({ command_id: id, action, status: 409, detail: this.refuse });
    const body = { id: this.worked.length, external_id: id };
    return JSON.stringify({ command_id: id, action, status: 201, body });
  }

  #tell(connection: NatsConnection, subject: string, outcome: string): void {
    const written = headers();
    written.set('Benchline-Status', String((JSON.parse(outcome) as { status: number }).status));
    for (const _ of this.doubles ? [1, 2] : [1]) connection.publish(subject, outcome, { headers: written });
  }
}
