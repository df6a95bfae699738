import { hash } from 'node:crypto';
import { unavailable } from '@benchline/errors';
import { platform } from '@benchline/runtime';
import type { RecordRow, Records } from '@benchline/store';
import type { RandomBytes } from '../random-text.ts';
import { randomText } from '../random-text.ts';
import type { Session, Sessions } from './session.ts';

export interface SessionTerms {
  readonly idleMs: number;
  readonly maxMs: number;
}

interface SessionsConfig {
  readonly records: Records;
  readonly clock: () => number;
  readonly random: RandomBytes;
  readonly terms: SessionTerms;
}

const space = 'sessions';
const idLength = 16;
/** 256 bits. */
const secretLength = 43;
const minuteMs = 60_000;
const triesMax = 20;

/** Sessions as records: each is gone when it is over, by its own time and not by the sweep's. */
export function recordSessions({ records, clock, random, terms }: SessionsConfig): Sessions {
  const seenEveryMs = Math.min(minuteMs, terms.idleMs / 10);
  const endOf: Sessions['endOf'] = ({ startedAt, seenAt }) => ({
    idleAt: seenAt + terms.idleMs,
    expiresAt: startedAt + terms.maxMs,
  });
  const rowOf = (id: string): Promise<RecordRow | undefined> => records.get(platform, space, id, clock());
  const put = (session: Session, expected: number): Promise<number | undefined> => {
    const { idleAt, expiresAt } = endOf(session);
    const write = { key: session.id, value: JSON.stringify(session), expected, expiresAt: Math.min(idleAt, expiresAt) };
    return records.put(platform, space, write, clock());
  };
  return {
    endOf,
    open: async (of) => {
      const id = `bls_${randomText(idLength, random)}`;
      const token = `${id}.${randomText(secretLength, random)}`;
      const now = clock();
      const session = { id, digest: hash('sha256', token, 'base64url'), ...of, startedAt: now, seenAt: now };
      if ((await put(session, 0)) === undefined) throw unavailable('a new session');
      return { token, session, expiresAt: endOf(session).expiresAt };
    },
    find: async (id) => {
      const row = await rowOf(id);
      return row && sessionIn(row);
    },
    seen: async ({ id, seenAt }) => {
      const now = clock();
      if (now - seenAt < seenEveryMs) return;
      const row = await rowOf(id);
      // Whoever writes at the same time has seen it too, or has closed it.
      if (row !== undefined) await put({ ...sessionIn(row), seenAt: now }, row.version);
    },
    renew: async ({ id }, generation) => {
      for (let tries = 0; tries < triesMax; tries += 1) {
        const row = await rowOf(id);
        if (row === undefined) return;
        if ((await put({ ...sessionIn(row), generation }, row.version)) !== undefined) return;
      }
      throw unavailable('the session');
    },
    close: async (id) => {
      for (let tries = 0; tries < triesMax; tries += 1) {
        const row = await rowOf(id);
        if (row === undefined || (await records.remove(platform, space, id, row.version))) return;
      }
      throw unavailable('the session');
    },
  };
}

function sessionIn({ value }: RecordRow): Session {
  return JSON.parse(value) as Session; // written by `put`
}
