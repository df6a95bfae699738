import { expect } from '@jest/globals';
import type { Commit, Entry, LoggedChange } from '@benchline/runtime';
import type { Deed, Person, Team } from '../team/model.ts';
import { judge } from '../team/model.ts';
import { fingerprintOf } from './perform.ts';
import type { Told } from './perform.ts';
import type { Command } from './script.ts';

/** The team after a change of the log, as the model has it. */
export interface Moment {
  readonly seq: number;
  readonly team: Team;
  /** Fingerprints by Idempotency-Key. */
  readonly keys: ReadonlyMap<string, string>;
}

/** What the model makes of a log. */
export interface History {
  readonly moments: Moment[];
  /** Replies of entries of one deed, by request. */
  readonly replies: Map<string, unknown>;
  /** The same by Idempotency-Key; of a bulk that is through, its kept reply. */
  readonly kept: Map<string, unknown>;
  /** Ids that bulk rows were given, by request. */
  readonly made: Map<string, readonly number[]>;
}

/** Replays the log through the model: each accepted command must be accepted there too, and change the same. */
export function replay(commits: readonly Commit[], told: readonly Told[]): History {
  const commands = new Map(told.flatMap((one) => one.requestIds.map((id) => [id, one.command] as const)));
  const history: History = {
    moments: [{ seq: 0, team: [], keys: new Map() }],
    replies: new Map(),
    kept: new Map(),
    made: new Map(),
  };
  for (const { commit, entry } of commits.flatMap((one) => one.entries.map((entry) => ({ commit: one, entry })))) {
    const command = commands.get(entry.requestId);
    if (command === undefined) throw new Error(`nobody asked for ${entry.requestId}`);
    replayEntry(history, { commit, entry, command });
  }
  return history;
}

function replayEntry(
  { moments, replies, kept, made }: History,
  { commit, entry, command }: { readonly commit: Commit; readonly entry: Entry; readonly command: Command },
): void {
  const { requestId, answer } = entry;
  const keys = keysWith(moments.at(-1)?.keys, entry, fingerprintOf(command));
  for (const change of entry.changes) {
    const deed = command.bulk ? rowOf(command.deeds, change) : command.deeds[0];
    const reply = applied(moments, { deed, change, seq: commit.seq, keys });
    if (command.bulk) made.set(requestId, [...(made.get(requestId) ?? []), reply.id]);
    else replies.set(requestId, { ...reply, updatedAt: new Date(commit.at).toISOString() });
  }
  if (answer?.reply.is === 'bulk') keepOnce(kept, answer.key, answer.reply.bulk);
  else if (answer !== undefined && !command.bulk) keepOnce(kept, answer.key, replies.get(requestId));
}

/** Judges one change in the model, over what came before it. */
function applied(
  moments: Moment[],
  logged: {
    readonly deed: Deed | undefined;
    readonly change: LoggedChange;
    readonly seq: number;
    readonly keys: ReadonlyMap<string, string>;
  },
): Person {
  const { deed, change, seq, keys } = logged;
  const team = moments.at(-1)?.team ?? [];
  if (deed === undefined) throw new Error('a change that no row asked for');
  const verdict = judge(team, deed);
  if (verdict.refused !== undefined) throw new Error(`the log has what the model refuses: ${verdict.refused}`);
  expect(changesIn(change)).toEqual(differences(team[change.id - 1], verdict.reply));
  moments.push({ seq, team: verdict.team, keys });
  return verdict.reply;
}

function keysWith(
  keys: ReadonlyMap<string, string> | undefined,
  { answer }: Entry,
  fingerprint: string,
): ReadonlyMap<string, string> {
  return answer === undefined ? (keys ?? new Map()) : new Map([...(keys ?? []), [answer.key, fingerprint]]);
}

function keepOnce(kept: Map<string, unknown>, key: string, reply: unknown): void {
  if (kept.has(key)) throw new Error(`${key} was answered twice`);
  kept.set(key, reply);
}

/** The row of a bulk that made the record. */
function rowOf(deeds: readonly Deed[], { after }: LoggedChange): Deed | undefined {
  return deeds.find(
    (deed) =>
      deed.does === 'join' &&
      deed.name === after['name'] &&
      deed.team === after['team'] &&
      deed.role === after['role'] &&
      (deed.email === undefined) === (after['email'] === undefined),
  );
}

const unlogged: ReadonlySet<string> = new Set(['email', 'updatedAt']);

function changesIn({ after }: LoggedChange): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(after).filter(([name]) => !unlogged.has(name)));
}

function differences(before: Person | undefined, after: Person): Readonly<Record<string, unknown>> {
  const was = new Map<string, unknown>(Object.entries(before ?? {}));
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => !unlogged.has(name) && was.get(name) !== value),
  );
}
