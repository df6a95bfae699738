import type { AccessNote } from './log-access.ts';

/** When notes that are alike are due: the first after a time, and further ones together, as long as there are any. Milliseconds. */
export interface Pace {
  readonly firstMs: number;
  /** 0: the next one counts as a first one again. */
  readonly againMs: number;
}

interface NoteCountsConfig extends Pace {
  /** What is counted apart; the rest goes under one for each organization, action and code. */
  readonly placesMax: number;
}

/** A note for an organization's log, `count` of them. */
export interface CountedNote {
  readonly organizationId: number;
  readonly note: AccessNote;
}

interface Place {
  /** `undefined`: none came since the last ones were taken. */
  readonly counted: CountedNote | undefined;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

/** Notes that are alike, counted until they are due. Bounded: past it they are counted without their address and who it was. */
export class NoteCounts {
  readonly #config: NoteCountsConfig;
  readonly #places = new Map<string, Place>();

  constructor(config: NoteCountsConfig) {
    this.#config = config;
  }

  add(counted: CountedNote, now: number): void {
    const exact = placeOf(counted);
    if (this.#places.has(exact) || this.#places.size < this.#config.placesMax) this.#count(exact, counted, now);
    else {
      const rest = { ...counted, note: { ...counted.note, source: '', requestId: '', ...nobody } };
      this.#count(placeOf(rest), rest, now);
    }
  }

  /** All that is due, but for organizations that are to wait. */
  take(now: number, waits: (organizationId: number) => boolean): readonly CountedNote[] {
    const taken: CountedNote[] = [];
    for (const [place, { counted, dueAt }] of this.#places) {
      if (dueAt > now || (counted !== undefined && waits(counted.organizationId))) continue;
      if (counted !== undefined) taken.push(counted);
      const { againMs } = this.#config;
      if (counted === undefined || againMs === 0) this.#places.delete(place);
      else this.#places.set(place, { counted: undefined, dueAt: now + againMs });
    }
    return taken;
  }

  #count(place: string, { organizationId, note }: CountedNote, now: number): void {
    const { counted, dueAt = now + this.#config.firstMs } = this.#places.get(place) ?? {};
    const count = note.count + (counted?.note.count ?? 0);
    this.#places.set(place, { counted: { organizationId, note: { ...(counted?.note ?? note), count } }, dueAt });
  }
}

const nobody = { actorKind: undefined, actorId: undefined, credentialMethod: '', credentialId: '' };

function placeOf({ organizationId, note }: CountedNote): string {
  const { action, code, actorKind, actorId, credentialMethod, credentialId, source } = note;
  return JSON.stringify([organizationId, action, code, actorKind, actorId, credentialMethod, credentialId, source]);
}
