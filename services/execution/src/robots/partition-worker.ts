import type { JsMsg } from '@nats-io/jetstream';
import { StreamLeave } from './leave-stream.ts';
import { pause } from './pause.ts';
import { OrderLost, readPartition } from './partition-reader.ts';
import type { ReaderConfig } from './partition-reader.ts';

export interface WorkerConfig extends Omit<ReaderConfig, 'room'> {
  /** Works messages, in order, and answers each of them; resolves when all are through, or with the signal. Must not reject. */
  readonly workBatch: (batch: readonly JsMsg[], signal: AbortSignal) => Promise<void>;
  readonly failed: (error: unknown) => void;
}

const batchMax = 200;
const batchBytesMax = 2 * 1024 * 1024;
const beginAgainMs = 250;

/** Works a part of the command stream until the signal, and begins anew whenever the reading comes to an end before. */
export async function workPartition(config: WorkerConfig): Promise<void> {
  const { signal } = config;
  while (!signal.aborted) {
    try {
      await new Reading(config).run();
    } catch (error) {
      config.failed(error);
      await pause(beginAgainMs, signal);
    }
  }
}

/** One reading of a part: while a batch is worked the next one gathers. */
class Reading {
  readonly #config: WorkerConfig;
  readonly #ready: JsMsg[] = [];
  /** Numbers in the stream of what lies ready or is worked: the server may give it once more. */
  readonly #inHand = new Set<number>();
  readonly #leave: StreamLeave;
  readonly #ending = new AbortController();
  readonly #over: AbortSignal;
  #wake = Promise.withResolvers<undefined>();
  #room = Promise.withResolvers<undefined>();

  constructor(config: WorkerConfig) {
    this.#config = config;
    this.#leave = new StreamLeave(config);
    this.#over = AbortSignal.any([config.signal, this.#ending.signal]);
  }

  /** Rejects with what ended the reading, when what was being worked is through. */
  async run(): Promise<void> {
    const end = (): void => {
      this.#ending.abort();
      this.#wake.resolve(undefined);
      this.#room.resolve(undefined);
    };
    const working = this.#work();
    working.then(end, end);
    try {
      await this.#read();
    } finally {
      end();
      await working;
      await this.#leave.end();
    }
  }

  /** No more is asked for while more lies ready than the next batch takes. */
  async #read(): Promise<void> {
    const room = async (): Promise<void> => {
      while (!this.#isOver() && fitting(this.#ready) < this.#ready.length) await this.#room.promise;
    };
    for await (const message of readPartition({ ...this.#config, signal: this.#over, room })) {
      if (this.#inHand.has(message.seq)) continue;
      this.#inHand.add(message.seq);
      this.#ready.push(message);
      this.#wake.resolve(undefined);
    }
  }

  /** What lies ready when the reading ends is left to the next one, which finds it in the stream. */
  async #work(): Promise<void> {
    const { signal, workBatch } = this.#config;
    while (!this.#isOver()) {
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
      while (this.#ready.length > 0 && !this.#isOver()) {
        const batch = this.#ready.splice(0, fitting(this.#ready));
        this.#room.resolve(undefined);
        this.#room = Promise.withResolvers();
        await workBatch(batch, signal);
        for (const { seq } of batch) this.#inHand.delete(seq);
        // What the signal cut off may not be through: whoever comes next finds it in the stream.
        if (this.#isCutOff()) return;
        if (this.#leave.isLost) throw new OrderLost('the connection was lost while a batch was told on it');
        this.#leave.through(batch.at(-1)?.seq ?? 0);
      }
    }
  }

  #isCutOff(): boolean {
    return this.#config.signal.aborted;
  }

  #isOver(): boolean {
    return this.#over.aborted;
  }
}

/** How many of them one batch takes: at least one. */
function fitting(ready: readonly JsMsg[]): number {
  let [count, bytes] = [0, 0];
  for (const { data } of ready.slice(0, batchMax)) {
    bytes += data.length;
    if (count > 0 && bytes > batchBytesMax) break;
    count += 1;
  }
  return count;
}
