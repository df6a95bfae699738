import { randomUUID } from 'node:crypto';
import type { Runtime } from '@benchline/runtime';
import { answerKeptMs, oneRow, serviceCall } from '@benchline/runtime';
import type { Time } from '../leases/time.ts';
import type { AccessNote } from './log-access.ts';
import { logAccess } from './log-access.ts';
import type { CountedNote } from './note-counts.ts';

export interface NoteWriterConfig {
  /** Asked for with each write: the runtime is started with actions that need this log. */
  readonly runtime: () => Runtime;
  readonly time: Time;
  readonly failed: (error: unknown) => void;
}

export interface NoteWriter {
  /** Resolves when they are committed. */
  write(organizationId: number, notes: readonly AccessNote[]): Promise<void>;
  /** Writes these, and what could not be written before. What fails is kept, and its repeat writes nothing twice. */
  writeAll(counted: readonly CountedNote[]): Promise<void>;
  /** Whether something of the organization is kept to be written again. */
  readonly waits: (organizationId: number) => boolean;
}

/** Notes that one command writes, however often it is tried. */
interface Chunk {
  readonly key: string;
  readonly notes: readonly AccessNote[];
}

const writeWithinMs = 10_000;
/** Events of one command: a commit stays small with them. */
const notesAtOnce = 200;

export function noteWriter({ runtime, time, failed }: NoteWriterConfig): NoteWriter {
  const unwritten = new Map<number, readonly Chunk[]>();

  const write = async (organizationId: number, notes: readonly AccessNote[], key?: string): Promise<void> => {
    await runtime().change({
      name: logAccess.name,
      action: logAccess,
      bulk: undefined,
      rows: oneRow(notes),
      call: serviceCall('identity', organizationId),
      deadline: time.now() + writeWithinMs,
      idempotency: key === undefined ? undefined : { key, fingerprint: key, keptMs: answerKeptMs },
    });
  };
  const writeChunks = async (organizationId: number, chunks: readonly Chunk[]): Promise<void> => {
    const left: Chunk[] = [];
    for (const chunk of chunks) {
      await write(organizationId, chunk.notes, chunk.key).catch((error: unknown) => {
        left.push(chunk);
        failed(error);
      });
    }
    if (left.length === 0) unwritten.delete(organizationId);
    else unwritten.set(organizationId, left);
  };
  return {
    write: (organizationId, notes) => write(organizationId, notes),
    waits: (organizationId) => unwritten.has(organizationId),
    writeAll: async (counted) => {
      for (const [organizationId, group] of Map.groupBy(counted, (one) => one.organizationId)) {
        const chunks = chunksOf(group.map(({ note }) => note));
        unwritten.set(organizationId, [...(unwritten.get(organizationId) ?? []), ...chunks]);
      }
      await Promise.all([...unwritten].map(([organizationId, chunks]) => writeChunks(organizationId, chunks)));
    },
  };
}

function chunksOf(notes: readonly AccessNote[]): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let next = 0; next < notes.length; next += notesAtOnce) {
    chunks.push({ key: `${logAccess.name}/${randomUUID()}`, notes: notes.slice(next, next + notesAtOnce) });
  }
  return chunks;
}
