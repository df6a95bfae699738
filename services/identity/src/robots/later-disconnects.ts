import { platform } from '@benchline/runtime';
import type { Records } from '@benchline/store';
import { allRecords } from '../leases/all-records.ts';
import type { Time } from '../leases/time.ts';

interface Config {
  readonly records: Records;
  readonly time: Time;
  readonly failed: (error: unknown) => void;
}

export interface LaterDisconnect {
  readonly subject: string;
  readonly tries: number;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

/** Subjects whose connections could not all be ended at once. In the store too, so that it is done even if this process ends first. */
export interface LaterDisconnects {
  /** To be tried soon. Never rejects. */
  add(subject: string): Promise<void>;
  /** To be tried when more time has passed than before. */
  again(one: LaterDisconnect): void;
  /** Unless it was added again meanwhile: then there may be connections that this try didn't see. Never rejects. */
  done(one: LaterDisconnect): Promise<void>;
  /** Those whose time has come. */
  due(): readonly LaterDisconnect[];
  /** Takes up what replicas have left behind that are no more. Never rejects. */
  adopt(): Promise<void>;
}

const space = 'robot_disconnects';
/** No connection lasts longer. */
const keptMs = 25 * 3_600_000;
/** Of this replica's own memory; more is found in the store when there is room. */
const waitingMax = 10_000;
const retryMsMin = 250;
const retryMsMax = 60_000;

export function laterDisconnects({ records, time, failed }: Config): LaterDisconnects {
  const waiting = new Map<string, LaterDisconnect>();
  const wait = (subject: string, tries: number): void => {
    if (!waiting.has(subject) && waiting.size >= waitingMax) return;
    const ms = Math.min(retryMsMax, retryMsMin * 2 ** Math.min(tries, 20));
    waiting.set(subject, { subject, tries, dueAt: time.now() + ms });
  };
  return {
    add: async (subject) => {
      wait(subject, 0);
      const entry = { key: subject, value: '', expected: 0, expiresAt: time.now() + keptMs };
      // Where it is kept already, that will do.
      await records.put(platform, space, entry, time.now()).catch(failed);
    },
    again: (one) => {
      if (waiting.get(one.subject) === one) wait(one.subject, one.tries + 1);
    },
    done: async (one) => {
      const { subject } = one;
      if (waiting.get(subject) !== one) return;
      waiting.delete(subject);
      try {
        const kept = await records.get(platform, space, subject, time.now());
        if (kept !== undefined) await records.remove(platform, space, subject, kept.version);
      } catch (error) {
        failed(error);
      }
    },
    due: () => [...waiting.values()].filter(({ dueAt }) => dueAt <= time.now()),
    adopt: async () => {
      try {
        const left = await allRecords(records, { org: platform, space }, time.now());
        for (const { key } of left) if (!waiting.has(key)) wait(key, 0);
      } catch (error) {
        failed(error);
      }
    },
  };
}
