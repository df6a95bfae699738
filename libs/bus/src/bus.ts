/**
 * The port to the message bus. It carries news fast and is never trusted with the only copy: whoever must not miss anything keeps its
 * position in the sender's log and asks the sender for the rest. Every driver passes `contract.ts`.
 *
 * Subjects are NATS subjects: tokens of printable characters joined by dots; in a pattern `*` is one token and a last `>` one or more.
 */
export interface Bus {
  /**
   * Keeps messages in the stream of events, in their order, and resolves when the bus has them all. A repeat with the same id within the
   * bus's window is dropped. Throws `AppError('unavailable')` when the bus doesn't answer in time; some may then have been kept all the
   * same. If one of them is no message (`TypeError`), nothing is sent.
   */
  publish(messages: readonly Message[]): Promise<void>;
  /** Rings a bell: at most once, unordered, lost without a word while the bus is away. Never throws for that. */
  ring(subject: string, headers?: Headers): void;
  /** Hears bells and events alike, from now on. The handler must not throw; what it returns is not waited for. */
  listen(pattern: string, handler: (message: Heard) => void): Listener;
  /** Kept events from the oldest on, for tests and tools. */
  replay(pattern: string, limit: number): Promise<readonly Heard[]>;
  /** Whether the bus answers now. */
  readonly up: boolean;
  close(): Promise<void>;
}

export type Headers = Readonly<Record<string, string>>;

export interface Message {
  readonly subject: string;
  /** Makes a repeat harmless: service, organization, seq and index of what is told. */
  readonly id: string;
  /** JSON text. */
  readonly data: string;
  /** Lower-case names, printable ASCII values. */
  readonly headers?: Headers;
}

export interface Heard {
  readonly subject: string;
  readonly data: string;
  readonly headers: Headers;
}

export interface Listener {
  stop(): Promise<void>;
}
