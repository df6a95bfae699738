/** Reports that have been taken, so that a repeat of one counts nothing twice. The last ones only: a repeat comes within seconds. */
export class ToldReports {
  readonly #idsMax: number;
  readonly #ids = new Set<string>();

  constructor(idsMax: number) {
    this.#idsMax = idsMax;
  }

  /** Whether it is the first time that the report is told. */
  isNew(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= this.#idsMax) break;
      this.#ids.delete(oldest);
    }
    return true;
  }
}
