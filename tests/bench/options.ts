import { parseArgs } from 'node:util';

export const partNames = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
export type PartName = (typeof partNames)[number];

export interface BenchOptions {
  readonly parts: readonly PartName[];
  /** Alternating rounds of each measurement. */
  readonly rounds: number;
  readonly seconds: number;
  /** How many samples the large store of (g) has. */
  readonly samples: number;
  /** A folder that was filled before, in place of filling one. */
  readonly store: string | undefined;
  /** Where CPU profiles of the product's processes go, if they are wanted. */
  readonly profileFolder: string | undefined;
}

const quick = { rounds: 3, seconds: 2, samples: 100_000 };
const full = { rounds: 5, seconds: 5, samples: 1_000_000 };

/** `--only a,b` runs some parts, `--quick` runs fewer and shorter rounds, `--profile DIR` writes a CPU profile of each process. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      samples: { type: 'string' },
      store: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const wanted = values.only?.split(',') ?? partNames;
  const unknown = wanted.filter((name) => !partNames.some((part) => part === name));
  if (unknown.length > 0) throw new Error(`--only takes ${partNames.join(', ')}; not ${unknown.join(', ')}`);
  const usual = values.quick ? quick : full;
  return {
    parts: partNames.filter((part) => wanted.includes(part)),
    rounds: integer('rounds', values.rounds ?? String(usual.rounds), { min: 1, max: 50 }),
    seconds: usual.seconds,
    samples: integer('samples', values.samples ?? String(usual.samples), { min: 1_000, max: 100_000_000 }),
    store: values.store,
    profileFolder: values.profile,
  };
}

/** @throws {Error} that names the option. */
export function integer(
  option: string,
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`--${option} takes ${String(min)} to ${String(max)}`);
  }
  return value;
}
