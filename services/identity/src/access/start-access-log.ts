import type { ReportRefusalsRequest } from '@benchline/proto/benchline/identity/v1/lease.ts';
import { platform } from '@benchline/runtime';
import type { Time } from '../leases/time.ts';
import { tooManyAttempts } from '../sessions/sign-in-attempts.ts';
import type { AccessLog } from './access-log.ts';
import { presenceNote, refusalNote, refusedPasswordNote, strangerNote } from './access-notes.ts';
import type { AccessNote } from './log-access.ts';
import { NoteCounts } from './note-counts.ts';
import type { NoteWriterConfig } from './note-writer.ts';
import { noteWriter } from './note-writer.ts';
import { ToldReports } from './told-reports.ts';

export interface RunningAccessLog extends AccessLog {
  /** Refusals of known credentials: the first of its like is written within about a second, further ones are counted per minute. */
  readonly report: (report: ReportRefusalsRequest) => void;
  /** Writes what is noted, and ends. */
  stop(): Promise<void>;
}

const placesMax = 1_000;
const writeEveryMs = 1_000;
const minuteMs = 60_000;
const reportsMax = 1_000;

export function startAccessLog(config: NoteWriterConfig): RunningAccessLog {
  const { time } = config;
  const writer = noteWriter(config);
  // Apart, so that nobody crowds out what others do. How many wrong passwords there can be is bounded by the pause after ten.
  const passwords = new NoteCounts({ placesMax, firstMs: 0, againMs: 0 });
  const repeatable = new NoteCounts({ placesMax, firstMs: 0, againMs: minuteMs });
  const strangers = new NoteCounts({ placesMax, firstMs: minuteMs, againMs: 0 });
  const told = new ToldReports(reportsMax);

  const flush = (until: number, waits = writer.waits): Promise<void> =>
    writer.writeAll([passwords, repeatable, strangers].flatMap((counts) => counts.take(until, waits)));
  const add = (counts: NoteCounts, organizationId: number, note: AccessNote): void => {
    const now = time.now();
    counts.add({ organizationId, note: { ...note, createdAt: new Date(now).toISOString() } }, now);
  };
  const stopping = new AbortController();
  const flushing = everySecond(time, stopping.signal, () => flush(time.now()));

  return {
    signedIn: (presence, call) => writer.write(presence.organizationId, [presenceNote('SignIn', presence, call)]),
    signedOut: (presence, call) => writer.write(presence.organizationId, [presenceNote('SignOut', presence, call)]),
    passwordRefused: (refused, call) => {
      const counts = refused.code === tooManyAttempts ? repeatable : passwords;
      for (const id of refused.organizationIds) add(counts, id, refusedPasswordNote(refused, call));
    },
    strangerRefused: (call) => {
      add(strangers, platform, strangerNote(call));
    },
    report: ({ reportId, refusals }) => {
      if (!told.isNew(reportId)) return;
      for (const refusal of refusals) add(repeatable, refusal.organizationId, refusalNote(refusal));
    },
    stop: async () => {
      stopping.abort();
      await flushing;
      await flush(Infinity, () => false);
    },
  };
}

async function everySecond(time: Time, signal: AbortSignal, step: () => Promise<void>): Promise<void> {
  await time.pause(writeEveryMs, signal);
  while (!signal.aborted) {
    await step();
    await time.pause(writeEveryMs, signal);
  }
}
