/** Characters of bodies after which a page of commits ends. One more than that is still read, so that a page is never empty. */
export const commitsPageCharsMax = 1_000_000;

/** Characters of states with which a page of records ends, the record that reaches it included. */
export const recordsPageCharsMax = 4_000_000;

interface Sized {
  readonly state: string;
}

/** How much of a page of records is filled. */
export class PageSize {
  #total = 0;

  /** Whether the page ends with this record. */
  isFullWith({ state }: Sized): boolean {
    this.#total += state.length;
    return this.#total >= recordsPageCharsMax;
  }
}

/** The first records, as far as a page goes. */
export function* onePage<R extends Sized>(rows: Iterable<R>): Generator<R> {
  const size = new PageSize();
  for (const row of rows) {
    yield row;
    if (size.isFullWith(row)) return;
  }
}

/** Whether a page of records ended by its size, so that more may follow though it has fewer than were asked for. */
export function isFull(rows: readonly Sized[]): boolean {
  const size = new PageSize();
  return rows.some((row) => size.isFullWith(row));
}

/** How many rows of these sizes, from the first on, make one page: at least one if there is one. */
export function rowsInPage(sizes: readonly number[]): number {
  let total = 0;
  const end = sizes.findIndex((size) => (total += size) > commitsPageCharsMax);
  return end === -1 ? sizes.length : Math.max(1, end);
}
