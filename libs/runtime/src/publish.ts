import { hash } from 'node:crypto';
import type { Declarations, EventDeclaration, KindDeclaration } from '@benchline/actions';
import { eventPayload } from '@benchline/actions';
import type { Bus, Message } from '@benchline/bus';
import type { Store } from '@benchline/store';
import type { Commit, Entry, LoggedChange } from './commit.ts';
import { ownFeed } from './feed.ts';
import { entityKey } from './entity-key.ts';
import type { Follower } from './follow.ts';
import { follow } from './follow.ts';
import type { Fields } from './kind.ts';

const positionSpace = 'positions';
const positionKey = 'publisher';
/** Of one call to the bus. */
const messagesMax = 256;

export interface PublisherConfig {
  /** Name of the service whose events these are. */
  readonly service: string;
  readonly store: Store;
  readonly bus: Bus;
  readonly declarations: Declarations;
  readonly clock: () => number;
  /** Brings an organization's projections up to its log. */
  readonly catchUp: (org: number) => Promise<void>;
  readonly everyMs: number;
  readonly failed: (error: unknown) => void;
}

/**
 * Tells the bus what the log says: one CloudEvent per change whose kind and verb name a declared event, at least once, in the order of
 * the log as far as one replica publishes. An event's id is its place in the log, so whoever has seen it can tell.
 */
export function startPublisher(config: PublisherConfig): Follower {
  const { store, bus, clock } = config;
  const read = async (org: number) => {
    const record = await store.records.get(org, positionSpace, positionKey, clock());
    return { position: Number(record?.value ?? 0), version: record?.version ?? 0 };
  };
  return follow({
    feed: ownFeed(store),
    position: async (org) => (await read(org)).position,
    take: async (org, commits) => {
      const { position, version } = await read(org);
      const fresh = commits.filter(({ seq }) => seq > position);
      const messages = await messagesOf(config, org, fresh);
      for (let next = 0; next < messages.length; next += messagesMax) {
        await bus.publish(messages.slice(next, next + messagesMax));
      }
      const value = String(fresh.at(-1)?.seq ?? position);
      // Another replica that was faster has published the same: its mark stays.
      await store.records.put(org, positionSpace, { key: positionKey, value, expected: version }, clock());
    },
    everyMs: config.everyMs,
    failed: config.failed,
  });
}

async function messagesOf(
  config: PublisherConfig,
  org: number,
  commits: readonly Commit[],
): Promise<readonly Message[]> {
  const { events, kinds } = config.declarations;
  const states = await statesOf(config, org, commits);
  const messages: Message[] = [];
  for (const commit of commits) {
    const changes = commit.entries.flatMap((entry) => entry.changes.map((change) => ({ entry, change })));
    for (const [index, { entry, change }] of changes.entries()) {
      const key = entityKey(change.kind, change.id);
      const state = { ...states.get(key), ...change.after };
      states.set(key, state);
      const event = events.get(eventName(change));
      const kind = kinds.get(change.kind);
      if (event === undefined || kind === undefined) continue;
      messages.push(message(config.service, { commit, entry, change, index }, { event, kind, state }));
    }
  }
  return messages;
}

function eventName({ kind, verb }: LoggedChange): string {
  return `${kind}.${verb}`;
}

/**
 * What an event says of a record beside its changes in these commits, such as its external id, is as of now. Only records that were
 * there before are asked for: one that these commits make says all of itself.
 */
async function statesOf(
  { store, declarations, catchUp }: PublisherConfig,
  org: number,
  commits: readonly Commit[],
): Promise<Map<string, Fields>> {
  const entities = olderRecords(commits, (change) => declarations.events.has(eventName(change)));
  if (entities.length === 0) return new Map();
  await catchUp(org);
  const loaded = await store.load(org, { entities, names: [], answers: [], counters: [], members: [] }, 0);
  const rows = loaded.entities.filter((row) => row !== undefined);
  return new Map(rows.map((row) => [entityKey(row.kind, row.id), JSON.parse(row.state) as Fields])); // written by `stateText`
}

/** Records with a change that an event tells of, but those that these commits make. */
function olderRecords(
  commits: readonly Commit[],
  isTold: (change: LoggedChange) => boolean,
): readonly { readonly kind: string; readonly id: number }[] {
  const made = new Set<string>();
  const older = new Map<string, { readonly kind: string; readonly id: number }>();
  for (const change of commits.flatMap(({ entries }) => entries.flatMap(({ changes }) => changes))) {
    const key = entityKey(change.kind, change.id);
    if (change.before === null) made.add(key);
    else if (!made.has(key) && isTold(change)) older.set(key, { kind: change.kind, id: change.id });
  }
  return [...older.values()];
}

/** CloudEvents 1.0, JSON format (https://github.com/cloudevents/spec). */
function message(
  service: string,
  at: { readonly commit: Commit; readonly entry: Entry; readonly change: LoggedChange; readonly index: number },
  { event, kind, state }: { readonly event: EventDeclaration; readonly kind: KindDeclaration; readonly state: Fields },
): Message {
  const { commit, entry, change, index } = at;
  const id = `${service}-${String(commit.org)}-${String(commit.seq)}-${String(index)}`;
  const changedFields = Object.keys(change.after);
  return {
    subject: `lab.${String(commit.org)}.evt.${event.name}`,
    id,
    headers: traceHeaders(entry.traceId, id),
    data: JSON.stringify({
      specversion: '1.0',
      id,
      source: `/organizations/${String(commit.org)}/${service}`,
      type: event.name,
      subject: entityKey(change.kind, change.id),
      time: new Date(commit.at).toISOString(),
      datacontenttype: 'application/json',
      data: eventPayload(event, { kind, id: change.id, state, changedFields }),
    }),
  };
}

/** W3C Trace Context: the trace of the command that caused the event; the event's place in the log stands for its step. */
function traceHeaders(traceId: string, id: string): Record<string, string> {
  const step = hash('sha256', id).slice(0, 16);
  return /^[0-9a-f]{32}$/.test(traceId) ? { traceparent: `00-${traceId}-${step}-00` } : {};
}
