import { sampleBody } from '../sample-body.ts';

/** What a filled store holds: samples 1 to `samples`, in experiments 1 to `experiments`. */
export interface Filling {
  readonly samples: number;
  readonly experiments: number;
}

export const samplesPerCall = 1_000;
/** The samples of an experiment come in several calls: its rows lie apart in the store, as they would after several imports. */
const experimentsPerCall = 4;
const organisms = ['Pygoscelis adeliae', 'Pygoscelis antarctica', 'Pygoscelis papua'] as const;
/** One in a thousand, in every part of the store. */
const rareOrganism = 'Aptenodytes forsteri';

/** Each experiment has a thousand samples; in the smallest fillings, a part of them. */
export function fillingOf(samples: number): Filling {
  const calls = Math.ceil(samples / samplesPerCall);
  return { samples: calls * samplesPerCall, experiments: Math.max(experimentsPerCall, calls) };
}

/** The experiment of the sample with this number, which is that of its external id. */
export function experimentOf({ experiments }: Filling, number: number): number {
  const call = Math.floor((number - 1) / samplesPerCall);
  const quarter = Math.floor((((number - 1) % samplesPerCall) * experimentsPerCall) / samplesPerCall);
  return ((call + Math.floor((quarter * experiments) / experimentsPerCall)) % experiments) + 1;
}

export function externalIdOf(number: number): string {
  return `PAL-${String(number).padStart(7, '0')}`;
}

/** As `sampleBody`, of several organisms. */
export function filledSample(filling: Filling, number: number): Readonly<Record<string, unknown>> {
  return {
    ...sampleBody(externalIdOf(number), experimentOf(filling, number)),
    organism: number % 1_000 === 500 ? rareOrganism : organisms[number % organisms.length],
  };
}
