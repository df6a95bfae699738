import { setTimeout as pause } from 'node:timers/promises';
import { AppError, unavailable } from '@benchline/errors';
import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Bus, Headers, Heard, Listener, Message } from '../bus.ts';
import type { DefectListener } from '../deliver.ts';
import { checkHeaders, checkMessages } from '../message.ts';
import { checkPattern, checkSubject } from '../subject.ts';
import { Bells } from './bells.ts';
import type { ConnectionSettings } from './connection.ts';
import { connectionOptions, keepConnected } from './connection.ts';
import { Ears } from './ears.ts';
import { readMessage } from './headers.ts';
import { publishAll } from './publish.ts';
import { Readiness } from './readiness.ts';
import { defaultStream, ensureStream, type StreamSettings } from './stream.ts';

export interface NatsSettings extends ConnectionSettings {
  readonly stream?: StreamSettings;
  /** How long the bus may take to answer. */
  readonly timeoutMs?: number;
  /** Messages that may be under way to the stream at a time; a call that would make them more is refused as `unavailable`. */
  readonly publishesMax?: number;
  readonly onDefect?: DefectListener;
  /** Hears why the bus is away or refuses something; the same may be told again and again. */
  readonly onTrouble?: (thrown: unknown) => void;
}

const timeoutMsDefault = 5_000;
const publishesMaxDefault = 10_000;
/** The client takes no shorter time for a fetch. */
const fetchMsMin = 1_000;

/**
 * The bus on a NATS server with JetStream. Waits for the server no longer than `timeoutMs`: one that is away then is found later, and
 * meanwhile the bus isn't `up`. Throws only for settings that can't be right.
 */
export async function connectNats(settings: NatsSettings): Promise<Bus> {
  const bus = new NatsBus(settings);
  const waiting = new AbortController();
  const patience = pause(settings.timeoutMs ?? timeoutMsDefault, undefined, { signal: waiting.signal });
  await Promise.race([bus.firstUp, patience]);
  waiting.abort();
  await patience.catch(() => undefined);
  return bus;
}

class NatsBus implements Bus {
  readonly #settings: NatsSettings;
  readonly #timeoutMs: number;
  readonly #closing = new AbortController();
  readonly #ears: Ears;
  readonly #stream: Readiness;
  readonly #gone: Promise<void>;
  #connected: { readonly connection: NatsConnection; readonly bells: Bells } | undefined;
  #publishing = 0;
  #inBatches = false;

  constructor(settings: NatsSettings) {
    const onTrouble = (thrown: unknown): void => settings.onTrouble?.(thrown);
    this.#settings = settings;
    this.#timeoutMs = settings.timeoutMs ?? timeoutMsDefault;
    this.#ears = new Ears(settings.onDefect, onTrouble);
    this.#stream = new Readiness(() => this.#prepareStream(), onTrouble);
    this.#gone = keepConnected(connectionOptions(settings, this.#timeoutMs), this.#closing.signal, {
      onTrouble,
      onConnected: (connection, isNew) => {
        this.#connected = { connection, bells: new Bells(connection) };
        if (isNew) this.#ears.moveTo(connection);
        this.#stream.begin();
      },
      onDisconnected: () => {
        this.#connected = undefined;
        this.#stream.lost();
      },
    });
  }

  get up(): boolean {
    return this.#connected !== undefined && this.#stream.ready;
  }

  get firstUp(): Promise<unknown> {
    return this.#stream.first;
  }

  async publish(messages: readonly Message[]): Promise<void> {
    checkMessages(messages);
    if (messages.length === 0) return;
    const tooMany = this.#publishing + messages.length > (this.#settings.publishesMax ?? publishesMaxDefault);
    // Without a connection the client would keep them, in a buffer without a bound, and send them long after their publisher gave up.
    if (this.#connected === undefined || !this.#stream.ready || tooMany) throw unavailable('The message bus');
    this.#publishing += messages.length;
    try {
      await this.#send(messages, this.#connected.connection);
    } finally {
      this.#publishing -= messages.length;
    }
  }

  ring(subject: string, headers: Headers = {}): void {
    checkSubject(subject);
    checkHeaders(headers);
    try {
      this.#connected?.bells.ring(subject, headers);
    } catch (thrown) {
      this.#settings.onTrouble?.(thrown);
    }
  }

  listen(pattern: string, handler: (message: Heard) => void): Listener {
    return this.#ears.listen(pattern, handler);
  }

  async replay(pattern: string, limit: number): Promise<readonly Heard[]> {
    checkPattern(pattern);
    if (this.#connected === undefined) throw unavailable('The message bus');
    try {
      return await this.#read(this.#connected.connection, pattern, limit);
    } catch (cause) {
      throw unavailable('The message bus', cause);
    }
  }

  async close(): Promise<void> {
    this.#ears.stop();
    this.#closing.abort();
    await this.#gone;
  }

  async #send(messages: readonly Message[], connection: NatsConnection): Promise<void> {
    try {
      await publishAll(messages, {
        connection,
        timeoutMs: this.#timeoutMs,
        inBatches: this.#inBatches,
        onRefused: (thrown) => this.#settings.onTrouble?.(thrown),
      });
    } catch (cause) {
      // The stream may be gone, with the server's disk for instance: whoever answers nothing is asked for it again.
      if (this.#connected?.connection === connection && this.#stream.ready) this.#stream.begin();
      throw unavailable('The message bus', cause);
    }
  }

  async #prepareStream(): Promise<void> {
    if (this.#connected === undefined)
      throw new AppError('unavailable', 'unavailable', 'There is no connection to the bus');
    const { connection } = this.#connected;
    this.#inBatches = await ensureStream(connection, this.#settings.stream ?? {}, this.#timeoutMs);
  }

  async #read(connection: NatsConnection, pattern: string, limit: number): Promise<readonly Heard[]> {
    const stream = this.#settings.stream?.name ?? defaultStream.name;
    const wanted = { filter_subjects: pattern, deliver_policy: DeliverPolicy.All };
    const consumer = await jetstream(connection, { timeout: this.#timeoutMs }).consumers.get(stream, wanted);
    const { num_pending: kept } = await consumer.info(true);
    const count = Math.min(kept, limit);
    const heard: Heard[] = [];
    if (count === 0) return heard;
    const expires = Math.max(this.#timeoutMs, fetchMsMin);
    for await (const message of await consumer.fetch({ max_messages: count, expires })) {
      heard.push(readMessage(message));
    }
    return heard;
  }
}
