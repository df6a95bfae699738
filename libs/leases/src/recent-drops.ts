/** Which subjects were dropped not long ago, so that an answer that was on its way then is not taken for news. */
export interface RecentDrops {
  /** How many there have been: the place of a question among them. */
  readonly count: number;
  add(subject: string): void;
  /** Whether one of the subjects was dropped after that place. */
  anySince(place: number, subjects: ReadonlySet<string>): boolean;
}

/** @param dropsMax of what was asked before that many drops, nothing is known any more, and it counts as dropped */
export function recentDrops(dropsMax: number): RecentDrops {
  const places = new Map<string, number>();
  let count = 0;
  let forgotten = 0;
  return {
    get count() {
      return count;
    },
    add(subject) {
      count += 1;
      places.delete(subject);
      places.set(subject, count);
      const [oldest] = places;
      if (places.size <= dropsMax || oldest === undefined) return;
      places.delete(oldest[0]);
      forgotten = oldest[1];
    },
    anySince(place, subjects) {
      return place < forgotten || subjects.values().some((subject) => (places.get(subject) ?? 0) > place);
    },
  };
}
