import type { Entry } from '../pending.ts';
import { SendQueue } from './send-queue.ts';

export interface WindowSettings {
  /** Commands that are out without an outcome at a time. */
  readonly size: number;
  readonly bytesMax: number;
  readonly receiptTimeoutMs: number;
  readonly outcomeTimeoutMs: number;
}

interface Slot {
  readonly entry: Entry;
  /** Whether the broker said that it has it. */
  received: boolean;
  /** Published on this connection, its receipt still to come. */
  onWire: boolean;
  /** Or received, once it is. */
  sentAt: number;
  sends: number;
  /** Not sent again before; of a received one, sent again then. */
  notBefore: number;
  /** Its outcome is here, and being told. */
  answered: boolean;
}

const retryMsMin = 500;
const retryMsMax = 10_000;
const outcomeMsMax = 300_000;

/**
 * Which command is sent when. Pure but for what it remembers: it knows no clock and no connection.
 *
 * Commands go out in their order. One without a receipt holds back all behind it that have none: they are sent again after it, and it alone
 * until the broker has it. So whatever a connection loses, nothing overtakes; only where the broker itself refuses one and takes the next can those
 * that were already under way get ahead. A received one without an outcome is sent again, under its id, to get the outcome once more.
 */
export class SendWindow {
  readonly #settings: WindowSettings;
  readonly #waiting = new SendQueue();
  readonly #out = new Map<string, Slot>();
  #bytes = 0;
  /** The one that the broker has to have before anything behind it is sent. */
  #alone: Slot | undefined;

  constructor(settings: WindowSettings) {
    this.#settings = settings;
  }

  add(entry: Entry): void {
    this.#waiting.push(entry);
  }

  /** What is to be sent now, in this order. */
  take(now: number): readonly Entry[] {
    this.#fill();
    const due: Slot[] = [];
    for (const slot of this.#out.values()) {
      if (isDue(slot, now)) due.push(slot);
      if (!slot.received && (this.#alone !== undefined || !(slot.onWire || due.at(-1) === slot))) break;
    }
    for (const slot of due) this.#markSent(slot, now);
    return due.map(({ entry }) => entry);
  }

  /** When `take` or `overdue` may have something to say next, `undefined` for never. */
  wakeAt(): number | undefined {
    let at = Infinity;
    for (const slot of this.#out.values()) {
      if (slot.answered) continue;
      at = Math.min(at, slot.onWire ? slot.sentAt + this.#settings.receiptTimeoutMs : slot.notBefore);
      // As in `take`: whatever is due behind it is not its turn.
      if (!slot.received && (this.#alone !== undefined || !slot.onWire)) break;
    }
    return at === Infinity ? undefined : at;
  }

  /** The broker has it. */
  received(id: string, now: number): void {
    const slot = this.#out.get(id);
    if (slot === undefined || slot.answered) return;
    Object.assign(slot, { received: true, onWire: false, sentAt: now });
    slot.notBefore = now + this.#outcomeMs(slot);
    if (this.#alone === slot) this.#alone = undefined;
  }

  /** The broker doesn't have it, or didn't say. */
  refused(id: string, now: number): void {
    const refused = this.#out.get(id);
    if (refused === undefined || !refused.onWire) return;
    for (const slot of this.#out.values()) {
      if (slot.entry.seq >= refused.entry.seq && !slot.received) Object.assign(slot, { onWire: false, notBefore: now });
    }
    refused.notBefore = now + Math.min(retryMsMin * 2 ** (refused.sends - 1), retryMsMax);
    this.#alone = refused;
  }

  /** The first command whose receipt is overdue. */
  overdue(now: number): string | undefined {
    for (const { entry, onWire, sentAt } of this.#out.values()) {
      if (onWire && now >= sentAt + this.#settings.receiptTimeoutMs) return entry.command.id;
    }
    return undefined;
  }

  /** Its outcome is here: it isn't sent while that is told. */
  answered(id: string): void {
    const slot = this.#out.get(id);
    if (slot === undefined) return;
    Object.assign(slot, { answered: true, received: true, onWire: false });
    if (this.#alone === slot) this.#alone = undefined;
  }

  /** Its outcome could not be told and has to come again. */
  again(id: string, now: number): void {
    const slot = this.#out.get(id);
    if (slot !== undefined) Object.assign(slot, { answered: false, notBefore: now + this.#outcomeMs(slot) });
  }

  remove(id: string): void {
    const slot = this.#out.get(id);
    if (slot === undefined) return;
    this.#out.delete(id);
    this.#bytes -= slot.entry.bytes;
    if (this.#alone === slot) this.#alone = undefined;
  }

  /** On a new connection what has no receipt is sent again, and what has no outcome too: it may have come while nobody listened. */
  connected(now: number): void {
    this.#alone = undefined;
    for (const slot of this.#out.values()) {
      slot.onWire = false;
      slot.notBefore = now;
    }
  }

  #fill(): void {
    const { size, bytesMax } = this.#settings;
    while (this.#out.size < size) {
      const next = this.#waiting.first();
      if (next === undefined || (this.#out.size > 0 && this.#bytes + next.bytes > bytesMax)) return;
      this.#waiting.shift();
      // What an earlier process sent may be answered before its turn comes.
      if (next.settled) continue;
      this.#bytes += next.bytes;
      const fresh = { received: false, onWire: false, sentAt: 0, sends: 0, notBefore: 0, answered: false };
      this.#out.set(next.command.id, { entry: next, ...fresh });
    }
  }

  #markSent(slot: Slot, now: number): void {
    slot.sentAt = now;
    slot.sends += 1;
    slot.onWire = !slot.received;
    slot.notBefore = now + this.#outcomeMs(slot);
  }

  #outcomeMs({ sends }: Slot): number {
    const doubled = this.#settings.outcomeTimeoutMs * 2 ** Math.max(sends - 1, 0);
    return Math.min(doubled, outcomeMsMax);
  }
}

function isDue({ answered, onWire, notBefore }: Slot, now: number): boolean {
  return !answered && !onWire && now >= notBefore;
}
