import { AppError } from '@benchline/errors';

export interface LineTerms {
  /** How many run at the same time. */
  readonly atOnce: number;
  /** How many may wait for them. */
  readonly waitingMax: number;
  /** How long each of those may wait, milliseconds. */
  readonly waitMsMax: number;
}

/** Work that is let in a few at a time, in order; what finds the line too long, or stands in it for too long, is refused. */
export class WaitingLine {
  readonly #terms: LineTerms;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(terms: LineTerms) {
    this.#terms = terms;
  }

  get idle(): boolean {
    return this.#running === 0 && this.#waiting.length === 0;
  }

  /** @throws {AppError} `overloaded`: the work was not begun. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#turn();
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  async #turn(): Promise<void> {
    const { atOnce, waitingMax, waitMsMax } = this.#terms;
    if (this.#running < atOnce) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= waitingMax) throw overloaded();
    await new Promise<void>((resolve, reject) => {
      const admit = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(admit), 1);
        reject(overloaded());
      }, waitMsMax);
      this.#waiting.push(admit);
    });
  }

  /** Hands the place of whoever has ended to the first in line. */
  #next(): void {
    const admit = this.#waiting.shift();
    if (admit === undefined) this.#running -= 1;
    else admit();
  }
}

function overloaded(): AppError {
  return new AppError('unavailable', 'overloaded', 'Too many passwords are being looked at', { retryAfterSeconds: 1 });
}
