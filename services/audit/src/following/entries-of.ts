import type { Declarations } from '@benchline/actions';
import type { AuditEntry } from '@benchline/proto/benchline/audit/v1/audit.ts';
import type { Commit, Entry, LoggedChange } from '@benchline/runtime';
import { accessEntry, accessEvent } from './access-entry.ts';
import type { LogPlace, RecordChanges } from './record-changes.ts';
import { wireNames } from './wire-names.ts';

/** Entries of one command of ours: a commit of the audit's own log stays under a megabyte with them. */
const entriesAtOnce = 250;
const charactersAtOnce = 400_000;

/** Whose log it is, and what its records look like. */
export interface Followed {
  readonly service: string;
  readonly declarations: Declarations;
}

type NewEntry = Omit<AuditEntry, 'seq'>;

interface Placed {
  readonly entry: NewEntry;
  /** Where the log stands once the entry is recorded. */
  readonly after: LogPlace;
  readonly size: number;
}

/** Cuts what consecutive commits of a service say, from a place on, into commands that each fit into a commit. */
export function commandsOf(
  { service, declarations }: Followed,
  from: LogPlace,
  commits: readonly Commit[],
): readonly RecordChanges[] {
  const placed = commits.flatMap((commit) => placedEntries({ service, declarations }, commit));
  const todo = placed.filter(({ after }) => isPast(after, from));
  const commands: RecordChanges[] = [];
  let start = from;
  for (let next = 0; next < todo.length;) {
    const chunk = todo.slice(next, next + fitting(todo, next));
    const to = chunk.at(-1)?.after ?? start;
    commands.push({ service, from: start, to, entries: chunk.map(({ entry }) => entry) });
    next += chunk.length;
    start = to;
  }
  const end = { seq: commits.at(-1)?.seq ?? from.seq, changes: 0 };
  // A last commit without changes moves the place all the same.
  return start.seq < end.seq ? [...commands, { service, from: start, to: end, entries: [] }] : commands;
}

function isPast(place: LogPlace, other: LogPlace): boolean {
  return place.seq > other.seq || (place.seq === other.seq && place.changes > other.changes);
}

function fitting(placed: readonly Placed[], from: number): number {
  let [count, size] = [0, 0];
  for (const { size: more } of placed.slice(from, from + entriesAtOnce)) {
    if (count > 0 && size + more > charactersAtOnce) break;
    count += 1;
    size += more;
  }
  return count;
}

function placedEntries(followed: Followed, commit: Commit): readonly Placed[] {
  const changes = commit.entries.flatMap((entry) => entry.changes.map((change) => ({ entry, change })));
  return changes.map(({ entry, change }, index) => {
    const made = auditEntry({ ...followed, commit, index }, entry, change);
    const last = index === changes.length - 1;
    return {
      entry: made,
      after: last ? { seq: commit.seq, changes: 0 } : { seq: commit.seq - 1, changes: index + 1 },
      size: (made.before?.length ?? 0) + (made.after?.length ?? 0),
    };
  });
}

function auditEntry(
  { service, declarations, commit, index }: Followed & { readonly commit: Commit; readonly index: number },
  entry: Entry,
  change: LoggedChange,
): NewEntry {
  const { kind, id, version, before, after } = change;
  const message = declarations.kinds.get(kind)?.message;
  const made = {
    at: new Date(commit.at).toISOString(),
    service,
    position: { seq: commit.seq, index },
    actor: entry.actor,
    credential: entry.credential,
    action: entry.action,
    entity: { kind, id, version },
    before: before === null ? undefined : JSON.stringify(wireNames(message, before)),
    after: JSON.stringify(wireNames(message, after)),
    reason: entry.reason,
    requestId: entry.requestId,
    traceId: entry.traceId,
    source: entry.source,
    outcome: 'done',
    code: undefined,
    deviceTime: entry.deviceTime,
  };
  return kind === accessEvent ? { ...made, ...accessEntry(change) } : made;
}
