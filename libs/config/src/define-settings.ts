import type { Settings } from './setting.ts';

/**
 * Declares what a process or a lib reads from the environment.
 * @throws {Error} when two of them have one name: a defect of the declaration.
 */
export function defineSettings<const S extends Settings>(settings: S): S {
  rejectTwins([settings]);
  return settings;
}

export type Combined<Sets extends readonly Settings[]> = Sets extends readonly [
  infer First extends Settings,
  ...infer Rest extends readonly Settings[],
]
  ? First & Combined<Rest>
  : unknown;

/**
 * Several declarations as one. The same declared setting may stand in more than one of them.
 * @throws {Error} when two differ under one name or key.
 */
export function combineSettings<const Sets extends readonly Settings[]>(...sets: Sets): Combined<Sets> {
  rejectTwins(sets);
  return Object.assign({}, ...sets) as Combined<Sets>; // Object.assign's own type stops at four
}

function rejectTwins(sets: readonly Settings[]): void {
  const seen = new Map<string, unknown>();
  for (const [key, setting] of sets.flatMap((set) => Object.entries(set))) {
    const byName = `the name ${setting.name}`;
    const byKey = `the key ${key}`;
    for (const place of [byName, byKey]) {
      if (seen.has(place) && seen.get(place) !== setting) throw new Error(`two settings have ${place}`);
      seen.set(place, setting);
    }
  }
}
