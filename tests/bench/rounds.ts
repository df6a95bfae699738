/**
 * Measures things in turn, A B C A B C …, so that a machine that gets slower or faster meanwhile does so for all. Answers the rounds of
 * each.
 */
export async function inTurn<T>(
  rounds: number,
  measures: readonly (() => Promise<T>)[],
): Promise<readonly (readonly T[])[]> {
  const measured = measures.map((): T[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, measure] of measures.entries()) measured[at]?.push(await measure());
  }
  return measured;
}

/** Two things in turn, the bare one first. */
export async function alternate(
  rounds: number,
  ours: () => Promise<number>,
  bare: () => Promise<number>,
): Promise<{ readonly ours: readonly number[]; readonly bare: readonly number[] }> {
  const [ofBare = [], ofOurs = []] = await inTurn(rounds, [bare, ours]);
  return { ours: ofOurs, bare: ofBare };
}

/** The middle one, or the mean of the middle two; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? NaN;
  const high = sorted[Math.floor(middle)] ?? NaN;
  return (low + high) / 2;
}

/** Each round's ratio of its own two figures. */
export function ratios(ours: readonly number[], bare: readonly number[]): readonly number[] {
  return ours.map((value, round) => value / (bare[round] ?? NaN));
}
