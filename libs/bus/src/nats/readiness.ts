import { setTimeout as pause } from 'node:timers/promises';

const retryMsMin = 100;
const retryMsMax = 2_000;

/** Whether something is in place: tried again and again from each `begin` on until it is, or until it is `lost`. */
export class Readiness {
  readonly #prepare: () => Promise<void>;
  readonly #onTrouble: (thrown: unknown) => void;
  readonly #first = Promise.withResolvers<undefined>();
  #round = 0;
  #ready = false;

  constructor(prepare: () => Promise<void>, onTrouble: (thrown: unknown) => void) {
    this.#prepare = prepare;
    this.#onTrouble = onTrouble;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Resolves when it is in place for the first time. */
  get first(): Promise<unknown> {
    return this.#first.promise;
  }

  lost(): void {
    this.#round += 1;
    this.#ready = false;
  }

  begin(): void {
    this.lost();
    void this.#try(this.#round);
  }

  async #try(round: number): Promise<void> {
    for (let waitMs = retryMsMin; round === this.#round; waitMs = Math.min(2 * waitMs, retryMsMax)) {
      try {
        await this.#prepare();
        if (round !== this.#round) return;
        this.#ready = true;
        this.#first.resolve(undefined);
        return;
      } catch (thrown) {
        this.#onTrouble(thrown);
      }
      await pause(waitMs, undefined, { ref: false });
    }
  }
}
