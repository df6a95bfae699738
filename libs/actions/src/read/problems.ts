/** What is wrong with the declarations, each with its place. All of it is reported at once. */
export class Problems {
  readonly #found: string[] = [];

  add(at: string, what: string): void {
    this.#found.push(`${at}: ${what}`);
  }

  /** @throws {Error} that lists every problem with file and line, if there are any. */
  throwIfAny(): void {
    if (this.#found.length === 0) return;
    throw new Error(`Bad declarations (${String(this.#found.length)}):\n  ${this.#found.join('\n  ')}`);
  }
}
