import type { OpenedBuffer } from './buffer/file-buffer.ts';
import type { CommandBuffer } from './buffer/command-buffer.ts';
import { makeCommand, type Command, type SendOptions } from './command.ts';
import { EventEars, type EventSubscription, type RobotEvent } from './events.ts';
import { readOutcome, type Outcome } from './outcome.ts';
import { Pending, waitForOutcome, type Entry, type PendingCommand } from './pending.ts';
import { RobotError } from './robot-error.ts';
import type { CheckedSettings } from './settings.ts';
import type { TellTrouble } from './trouble.ts';
import { keepConnected } from './wire/connection.ts';
import { Sender } from './wire/sender.ts';

const flushMsDefault = 30_000;
const closeFlushMsDefault = 5_000;

/** The robot without the types of what it sends. */
export class RobotClient {
  readonly #settings: CheckedSettings;
  readonly #onTrouble: TellTrouble;
  readonly #buffer: CommandBuffer;
  readonly #pending: Pending;
  readonly #sender: Sender;
  readonly #ears: EventEars;
  readonly #closing = new AbortController();
  readonly #firstUp = Promise.withResolvers<undefined>();
  readonly #gone: Promise<void>;
  #up = false;
  #closed: Promise<void> | undefined;

  constructor(settings: CheckedSettings, { buffer, commands }: OpenedBuffer, onTrouble: TellTrouble) {
    this.#settings = settings;
    this.#onTrouble = onTrouble;
    this.#buffer = buffer;
    this.#pending = new Pending(settings.buffer);
    this.#ears = new EventEars(settings.organizationId, onTrouble);
    this.#sender = new Sender({
      ...{ settings, pending: this.#pending, onTrouble },
      onOutcome: (entry, text) => void this.#settle(entry, text),
      onUnsendable: (entry, error) => {
        this.#drop(entry, error);
        onTrouble(error);
      },
    });
    for (const command of commands) this.#sender.add(this.#pending.add(command, true));
    this.#gone = this.#keepConnected();
  }

  get up(): boolean {
    return this.#up;
  }

  get pending(): readonly PendingCommand[] {
    return this.#pending.all().map(({ command: { id, action, madeAt } }) => ({ id, action, madeAt }));
  }

  /** Waits for the first connection, as long as that. */
  async connected(timeoutMs: number): Promise<void> {
    const timer = setTimeout(this.#firstUp.resolve, timeoutMs, undefined);
    await this.#firstUp.promise;
    clearTimeout(timer);
  }

  // What an outcome's body is follows from the action, which is for the types of `Robot` to say.
  async send(action: string, input: unknown, options: SendOptions = {}): Promise<Outcome<never>> {
    if (this.#closed !== undefined) throw new RobotError('closed', 'The robot is closed; the command was not taken');
    const command = makeCommand(action, input, options);
    const outcome = waitForOutcome(this.#take(command), options.timeoutMs);
    return (await outcome) as Outcome<never>; // see above
  }

  events(pattern: string, handler: (event: RobotEvent<never>) => void | Promise<void>): EventSubscription {
    return this.#ears.listen(pattern, handler as (event: RobotEvent) => void | Promise<void>); // as for outcomes
  }

  async flush(timeoutMs = flushMsDefault): Promise<void> {
    if (await this.#pending.flushed(timeoutMs)) return;
    throw new RobotError(
      'timeout',
      `Not all commands had their outcome within ${String(timeoutMs)} ms; they are pending`,
    );
  }

  close(flushMs = closeFlushMsDefault): Promise<void> {
    this.#closed ??= this.#close(flushMs);
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #take(command: Command): Entry {
    const waiting = this.#pending.get(command.id);
    if (waiting === undefined) {
      const entry = this.#pending.add(command, false);
      void this.#keep(entry);
      return entry;
    }
    if (waiting.command.action === command.action && waiting.command.body === command.body) return waiting;
    throw new RobotError('id_in_use', `Another command with the id ${command.id} is waiting for its outcome`);
  }

  /** Nothing goes out that isn't kept: after a crash nobody would know its id. */
  async #keep(entry: Entry): Promise<void> {
    try {
      await this.#buffer.keep(entry.command);
      // Its outcome may be here already, where its id was sent before.
      if (!entry.settled) this.#sender.add(entry);
    } catch (thrown) {
      const error = thrown instanceof RobotError ? thrown : new RobotError('buffer_failed', String(thrown));
      this.#reject(entry, error);
    }
  }

  /** Tells an outcome to everyone who waits for it, and forgets the command once they have it. */
  async #settle(entry: Entry, text: string): Promise<void> {
    const outcome = this.#read(entry, text);
    if (outcome === undefined || entry.outcome !== undefined) return;
    entry.outcome = outcome;
    this.#sender.answered(entry);
    for (const waiter of entry.waiters) waiter.resolve(outcome);
    try {
      if (this.#settings.onOutcome !== undefined) await this.#settings.onOutcome(outcome, entry.command);
    } catch (cause) {
      entry.outcome = undefined;
      this.#sender.again(entry);
      this.#onTrouble(
        new RobotError('listener_failed', 'The listener to outcomes failed; it will be told again', { cause }),
      );
      return;
    }
    this.#forget(entry);
  }

  #read({ command }: Entry, text: string): Outcome | undefined {
    try {
      return readOutcome(command.id, text);
    } catch (thrown) {
      if (thrown instanceof RobotError) this.#onTrouble(thrown);
      return undefined;
    }
  }

  #drop(entry: Entry, error: RobotError): void {
    this.#forget(entry);
    for (const waiter of entry.waiters) waiter.reject(error);
  }

  #forget(entry: Entry): void {
    this.#buffer.forget(entry.command.id);
    this.#sender.remove(entry);
    this.#pending.remove(entry);
  }

  #reject(entry: Entry, error: RobotError): void {
    this.#pending.remove(entry);
    for (const waiter of entry.waiters) waiter.reject(error);
  }

  #keepConnected(): Promise<void> {
    return keepConnected(this.#settings, this.#closing.signal, {
      onConnected: (connection) => {
        this.#up = true;
        this.#sender.moveTo(connection);
        this.#ears.moveTo(connection);
        this.#firstUp.resolve(undefined);
      },
      onDisconnected: () => {
        this.#up = false;
        this.#sender.moveTo(undefined);
        this.#ears.moveTo(undefined);
      },
      onTrouble: this.#onTrouble,
    });
  }

  async #close(flushMs: number): Promise<void> {
    if (this.#up) await this.#pending.flushed(flushMs);
    this.#closing.abort();
    this.#sender.stop();
    await this.#gone;
    await this.#buffer.close();
    for (const { command, waiters } of this.#pending.all()) {
      const where = this.#settings.buffer.file === undefined ? 'what became of it is not known' : 'it is in the buffer';
      const error = new RobotError('closed', `The robot was closed before the outcome of ${command.id} came; ${where}`);
      for (const waiter of waiters) waiter.reject(error);
    }
  }
}
