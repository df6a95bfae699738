import { setImmediate as nextTurn } from 'node:timers/promises';
import { unavailable } from '@benchline/errors';
import type { Bus, Headers, Heard, Listener, Message } from './bus.ts';
import { deliver, type DefectListener, type Ear } from './deliver.ts';
import { checkHeaders, checkMessages } from './message.ts';
import { RecentIds } from './recent-ids.ts';
import { checkPattern, checkSubject, subjectMatches } from './subject.ts';

export interface InProcessBusSettings {
  /** How many events are kept for `replay`. */
  readonly retain: number;
  /** What may wait for delivery: a bell more is dropped, an event more makes its publisher wait. */
  readonly queueMax?: number;
  readonly onDefect?: DefectListener;
}

/** The bus of services that run in one process. Handlers run in a later turn, never inside `publish` or `ring`. */
export function inProcessBus(settings: InProcessBusSettings): Bus {
  return new LocalBus(settings);
}

const queueMaxDefault = 10_000;
const turnMax = 500;

class LocalBus implements Bus {
  readonly #settings: InProcessBusSettings;
  readonly #ears = new Set<Ear>();
  readonly #kept: Heard[] = [];
  readonly #seen = new RecentIds();
  readonly #queueMax: number;
  #queue: Heard[] = [];
  #open = true;

  constructor(settings: InProcessBusSettings) {
    this.#settings = settings;
    this.#queueMax = settings.queueMax ?? queueMaxDefault;
  }

  get up(): boolean {
    return this.#open;
  }

  async publish(messages: readonly Message[]): Promise<void> {
    checkMessages(messages);
    for (const { subject, id, data, headers = {} } of messages) {
      while (this.#open && this.#queue.length >= this.#queueMax) await nextTurn();
      if (!this.#open) throw unavailable('The message bus');
      const heard = { subject, data, headers };
      if (this.#seen.add(id)) this.#keep(heard);
      this.#enqueue(heard);
    }
  }

  ring(subject: string, headers: Headers = {}): void {
    checkSubject(subject);
    checkHeaders(headers);
    if (this.#open && this.#queue.length < this.#queueMax) this.#enqueue({ subject, data: '', headers });
  }

  listen(pattern: string, handler: (message: Heard) => void): Listener {
    checkPattern(pattern);
    const ear = { pattern, handler };
    this.#ears.add(ear);
    return {
      stop: () => {
        this.#ears.delete(ear);
        return Promise.resolve();
      },
    };
  }

  replay(pattern: string, limit: number): Promise<readonly Heard[]> {
    checkPattern(pattern);
    const fitting = this.#kept.values().filter(({ subject }) => subjectMatches(pattern, subject));
    return Promise.resolve([...fitting.take(limit)]);
  }

  close(): Promise<void> {
    this.#open = false;
    this.#ears.clear();
    this.#queue = [];
    return Promise.resolve();
  }

  #keep(heard: Heard): void {
    this.#kept.push(heard);
    // Twice as many are let in before the old ones go at once: moving the whole list for each would cost more than it saves.
    if (this.#kept.length >= 2 * this.#settings.retain) this.#kept.splice(0, this.#kept.length - this.#settings.retain);
  }

  #enqueue(heard: Heard): void {
    this.#queue.push(heard);
    if (this.#queue.length === 1) setImmediate(this.#deliverSome);
  }

  readonly #deliverSome = (): void => {
    for (const heard of this.#queue.splice(0, turnMax)) {
      for (const ear of this.#ears) {
        if (subjectMatches(ear.pattern, heard.subject)) deliver(heard, ear, this.#settings.onDefect);
      }
    }
    if (this.#queue.length > 0) setImmediate(this.#deliverSome);
  };
}
