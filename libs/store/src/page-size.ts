/** Characters of bodies after which a page of commits ends. One more than that is still read, so that a page is never empty. */
export const commitsPageCharsMax = 1_000_000;

/** How many rows of these sizes, from the first on, make one page: at least one if there is one. */
export function rowsInPage(sizes: readonly number[]): number {
  let total = 0;
  const end = sizes.findIndex((size) => (total += size) > commitsPageCharsMax);
  return end === -1 ? sizes.length : Math.max(1, end);
}
