/** Measures two things in turn, A B A B …, so that a machine that gets slower or faster meanwhile does so for both. */
export async function alternate(
  rounds: number,
  ours: () => Promise<number>,
  bare: () => Promise<number>,
): Promise<{ readonly ours: readonly number[]; readonly bare: readonly number[] }> {
  const measured = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    measured.bare.push(await bare());
    measured.ours.push(await ours());
  }
  return measured;
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
