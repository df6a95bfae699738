import { commandLine } from './buffer/lines.ts';
import type { Command } from './command.ts';
import type { Outcome } from './outcome.ts';
import { RobotError } from './robot-error.ts';

/** A command without an outcome. */
export interface Entry {
  /** Commands are sent in the order of these. */
  readonly seq: number;
  readonly command: Command;
  /** What it takes in the buffer. */
  readonly bytes: number;
  readonly waiters: Set<Waiter>;
  /** Once it is here; it is being told until the command is settled. */
  outcome: Outcome | undefined;
  /** Whether nothing is to be done for it any more. */
  settled: boolean;
}

export interface Waiter {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: RobotError) => void;
}

export interface Bounds {
  readonly bytesMax: number;
  readonly commandsMax: number;
}

/** A command that has no outcome yet. */
export interface PendingCommand {
  readonly id: string;
  readonly action: string;
  /** By this machine's clock, RFC 3339. */
  readonly madeAt: string;
}

/** All commands that have no outcome yet, oldest first. */
export class Pending {
  readonly #bounds: Bounds;
  readonly #entries = new Map<string, Entry>();
  readonly #flushes = new Map<() => void, number>();
  #bytes = 0;
  #seq = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  all(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  /** Takes a command in. @throws {RobotError} `buffer_full`, but not for one that was `kept` before. */
  add(command: Command, kept: boolean): Entry {
    const bytes = Buffer.byteLength(commandLine(command));
    if (!kept) this.#checkRoom(bytes);
    this.#seq += 1;
    const entry = { seq: this.#seq, command, bytes, waiters: new Set<Waiter>(), outcome: undefined, settled: false };
    this.#entries.set(command.id, entry);
    this.#bytes += bytes;
    return entry;
  }

  remove(entry: Entry): void {
    if (entry.settled) return;
    entry.settled = true;
    this.#entries.delete(entry.command.id);
    this.#bytes -= entry.bytes;
    for (const [done, seq] of this.#flushes) if (this.#isFlushed(seq)) done();
  }

  /** Whether all that are here now were settled within the time. */
  async flushed(timeoutMs: number): Promise<boolean> {
    const seq = this.#seq;
    if (this.#isFlushed(seq)) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const done = (): void => {
      resolve(true);
    };
    const timer = setTimeout(resolve, timeoutMs, false);
    this.#flushes.set(done, seq);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#flushes.delete(done);
    }
  }

  #isFlushed(seq: number): boolean {
    // Entries stand in the order of their numbers.
    for (const entry of this.#entries.values()) return entry.seq > seq;
    return true;
  }

  #checkRoom(bytes: number): void {
    const { bytesMax, commandsMax } = this.#bounds;
    const full = (bound: string): RobotError =>
      new RobotError('buffer_full', `The buffer holds ${bound} without an outcome; this command was not taken`);
    if (this.#entries.size >= commandsMax) throw full(`its ${String(commandsMax)} commands (buffer.commandsMax)`);
    if (this.#bytes + bytes > bytesMax) throw full(`up to ${String(bytesMax)} bytes of commands (buffer.bytesMax)`);
  }
}

/** @throws {RobotError} `timeout` where the time is over first: the command stays. */
export async function waitForOutcome(entry: Entry, timeoutMs: number | undefined): Promise<Outcome> {
  const { command, waiters, outcome } = entry;
  if (outcome !== undefined) return outcome;
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const waiter: Waiter = { resolve, reject };
  waiters.add(waiter);
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          reject(late(command.id, timeoutMs));
        }, timeoutMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    waiters.delete(waiter);
  }
}

function late(id: string, timeoutMs: number): RobotError {
  const message = `Command ${id} had no outcome within ${String(timeoutMs)} ms; it is pending, and its outcome will come`;
  return new RobotError('timeout', message);
}
