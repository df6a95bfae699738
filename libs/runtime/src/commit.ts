import type { ErrorExtras, ErrorKind, Violation } from '@benchline/errors';
import type { CommitRow, NameRow } from '@benchline/store';
import type { BulkReply, BulkRow } from './bulk-reply.ts';
import type { Call } from './call.ts';
import type { BoundKinds, Fields, Upcaster } from './kind.ts';
import { boundKind } from './kind.ts';

/**
 * What stands in the log: one commit, JSON in the body of a `CommitRow`. Written once and never edited, so a shape can only be added to;
 * a change says which schema of its kind it was written with.
 */
export interface Commit {
  readonly org: number;
  readonly seq: number;
  /** Milliseconds since the epoch, UTC. */
  readonly at: number;
  readonly entries: readonly Entry[];
}

/** One command: who asked for what, what it changed, and what was answered where a repeat must be told the same. */
export interface Entry extends LoggedCall {
  readonly action: string;
  readonly changes: readonly LoggedChange[];
  readonly answer: LoggedAnswer | undefined;
}

/** The parts of a call that are kept; people without their names. */
export interface LoggedCall {
  readonly actor: { readonly kind: string; readonly id: number; readonly name: string } | undefined;
  readonly credential: { readonly method: string; readonly id: string };
  readonly onBehalfOf: { readonly kind: string; readonly id: number; readonly name: string } | undefined;
  readonly source: string;
  readonly requestId: string;
  readonly traceId: string;
  readonly deviceTime: string | undefined;
  readonly reason: string | undefined;
}

export interface LoggedChange {
  readonly kind: string;
  readonly schema: number;
  readonly id: number;
  readonly version: number;
  readonly verb: string;
  /** Changed fields; null for one that was unset, and for the whole when the record was made. Private values as `{"private": ref}`. */
  readonly before: Fields | null;
  /** Changed fields, all set ones when the record was made; null for one that was cleared. */
  readonly after: Fields;
  /** Names taken (with the id) and freed (null). */
  readonly names: readonly Omit<NameRow, 'seq'>[];
}

/** An answer to keep under `key`. A call that spans commits leaves one part in each. */
export interface LoggedAnswer {
  readonly key: string;
  readonly part: number;
  readonly expiresAt: number;
  /** SHA-256 of route and input: the same key with another one is a mistake of the caller. */
  readonly fingerprint: string;
  /** What a robot asked for, in its words; absent for other callers. */
  readonly robotAction?: string;
  /** `made`: the record that this change of the entry made, whose fields stand there already. */
  readonly reply: StoredReply | { readonly is: 'made'; readonly change: number };
}

/** A reply as it is kept. Private values stand in it by their hashes only. */
export type StoredReply =
  /** The record as it was then. `schema`: of one that the command left as it was; else that of the change. */
  | { readonly is: 'record'; readonly kind: string; readonly schema?: number; readonly sealed: Fields }
  | { readonly is: 'value'; readonly value: unknown }
  /** Of a robot's command, which is worked once. */
  | { readonly is: 'refused'; readonly refusal: KeptRefusal }
  /** Rows that are done, of a bulk call that isn't. */
  | { readonly is: 'rows'; readonly rows: readonly BulkRow[] }
  | { readonly is: 'bulk'; readonly bulk: BulkReply };

/** All that an error tells its caller. */
export interface KeptRefusal {
  readonly kind: ErrorKind;
  readonly reason: string;
  readonly message: string;
  readonly extras?: ErrorExtras;
  readonly violations?: readonly Violation[];
}

export function loggedCall(call: Call): LoggedCall {
  return {
    actor: partyInLog(call.actor),
    credential: { method: call.credentialMethod, id: call.credentialId },
    onBehalfOf: partyInLog(call.onBehalfOf),
    source: call.source,
    requestId: call.requestId,
    traceId: call.traceId,
    deviceTime: call.deviceTime === '' ? undefined : call.deviceTime,
    reason: call.reason === '' ? undefined : call.reason,
  };
}

/** The name of a person is private and stands with identity alone: readers of a log ask there who it was. */
function partyInLog(party: LoggedCall['actor']): LoggedCall['actor'] {
  return party?.kind === 'person' ? { ...party, name: '' } : party;
}

/**
 * Reads a commit of any age: changes of older schemas come out in the shape of today's.
 * Without `kinds` (a follower of another service's log) they come out as they were written.
 */
export function readCommit(row: CommitRow, kinds?: BoundKinds): Commit {
  const { entries } = JSON.parse(row.body) as { readonly entries: readonly Entry[] }; // written by `CommitDraft`
  const upcast = kinds === undefined ? entries : entries.map((entry) => upcastEntry(entry, kinds));
  return { org: row.org, seq: row.seq, at: row.at, entries: upcast };
}

function upcastEntry(entry: Entry, kinds: BoundKinds): Entry {
  if (!shapesIn(entry).some(({ kind, schema }) => schema < boundKind(kinds, kind).kind.schema)) return entry;
  return {
    ...entry,
    changes: entry.changes.map((change) => upcastChange(change, kinds)),
    answer: entry.answer && { ...entry.answer, reply: upcastReply(entry.answer.reply, entry, kinds) },
  };
}

type Shape = Pick<LoggedChange, 'kind' | 'schema'>;

function shapesIn({ changes, answer }: Entry): readonly Shape[] {
  const reply = answer?.reply;
  return reply?.is !== 'record' || reply.schema === undefined
    ? changes
    : [...changes, { kind: reply.kind, schema: reply.schema }];
}

function upcastChange(change: LoggedChange, kinds: BoundKinds): LoggedChange {
  const upcast = upcasterOf(change, kinds);
  return {
    ...change,
    schema: boundKind(kinds, change.kind).kind.schema,
    before: change.before === null ? null : upcast(change.before),
    after: upcast(change.after),
  };
}

/** A record is answered by a command that changed it, so its schema is that of the change; or by one that left it, and says its own. */
function upcastReply(reply: LoggedAnswer['reply'], entry: Entry, kinds: BoundKinds): LoggedAnswer['reply'] {
  if (reply.is !== 'record') return reply;
  const shape = shapesIn(entry).findLast(({ kind }) => kind === reply.kind);
  if (shape === undefined) return reply;
  const schema = reply.schema === undefined ? {} : { schema: boundKind(kinds, reply.kind).kind.schema };
  return { ...reply, ...schema, sealed: upcasterOf(shape, kinds)(reply.sealed) };
}

function upcasterOf({ kind: name, schema }: Shape, kinds: BoundKinds): Upcaster {
  const steps = boundKind(kinds, name).kind.upcasters.slice(schema - 1);
  return (fields) => steps.reduce((shape, step) => step(shape), fields);
}
