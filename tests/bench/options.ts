import { parseArgs } from 'node:util';

export const partNames = ['a', 'b', 'c', 'd', 'e'] as const;
export type PartName = (typeof partNames)[number];

export interface BenchOptions {
  readonly parts: readonly PartName[];
  /** Alternating rounds of each measurement. */
  readonly rounds: number;
  readonly seconds: number;
  /** Where CPU profiles of the product's processes go, if they are wanted. */
  readonly profileFolder: string | undefined;
}

/** `--only a,b` runs some parts, `--quick` runs fewer and shorter rounds, `--profile DIR` writes a CPU profile of each process. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const wanted = values.only?.split(',') ?? partNames;
  const unknown = wanted.filter((name) => !partNames.some((part) => part === name));
  if (unknown.length > 0) throw new Error(`--only takes ${partNames.join(', ')}; not ${unknown.join(', ')}`);
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 5));
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 50) throw new Error('--rounds takes 1 to 50');
  return {
    parts: partNames.filter((part) => wanted.includes(part)),
    rounds,
    seconds: values.quick ? 2 : 5,
    profileFolder: values.profile,
  };
}
