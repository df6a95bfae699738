import type { Entry } from '../pending.ts';

const spentMin = 1_024;

/** First in, first out; an array whose head is moved now and then, because moving it each time costs more the longer it is. */
export class SendQueue {
  #entries: Entry[] = [];
  #head = 0;

  push(entry: Entry): void {
    this.#entries.push(entry);
  }

  first(): Entry | undefined {
    return this.#entries[this.#head];
  }

  shift(): void {
    this.#head += 1;
    if (this.#head < spentMin || this.#head * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }
}
