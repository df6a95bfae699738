import { expect } from '@jest/globals';
import type { Commit, Runtime } from '@benchline/runtime';
import { foldCase, readCommit } from '@benchline/runtime';
import type { Store } from '@benchline/store';
import { getMember, listMembers } from '../team/actions.ts';
import type { Team } from '../team/model.ts';
import { replay } from './history.ts';
import type { Told } from './perform.ts';
import { checkAnswers } from './verdicts.ts';

export interface Checked {
  readonly org: number;
  readonly store: Store;
  /** A runtime that had no part in it. */
  readonly fresh: Runtime;
}

/** Everything that must hold once all is quiet. */
export async function checkPlay(told: readonly Told[], { org, store, fresh }: Checked): Promise<void> {
  const { items } = await fresh.list(org, listMembers, { limit: 200 });
  const commits = (await store.commits(org, 0, 10_000)).map((row) => readCommit(row));
  checkNumbers(commits);
  checkUnique(commits, told);
  const history = replay(commits, told);
  checkAnswers(history, told);
  const team = history.moments.at(-1)?.team ?? [];
  expect(items.map(untimed)).toEqual(team.toReversed().map(untimed));
  for (const person of team)
    expect(untimed(await fresh.query(org, getMember, { id: person.id }))).toEqual(untimed(person));
  await checkNames(store, org, team);
  await checkSearch(fresh, org, team);
}

function checkNumbers(commits: readonly Commit[]): void {
  expect(commits.map(({ seq }) => seq)).toEqual(commits.map((_, index) => index + 1));
  for (const [index, { at }] of commits.entries()) expect(at).toBeGreaterThan(commits[index - 1]?.at ?? 0);
  const versions = new Map<number, number>();
  for (const { id, version, before } of commits.flatMap(({ entries }) => entries.flatMap(({ changes }) => changes))) {
    if (before === null) expect(id).toBe(versions.size + 1);
    expect(version).toBe((versions.get(id) ?? 0) + 1);
    versions.set(id, version);
  }
}

/** Whatever was answered, no request of one deed is in the log twice, and nothing of a refused or rehearsed one is. */
function checkUnique(commits: readonly Commit[], told: readonly Told[]): void {
  const entries = commits.flatMap((commit) => commit.entries);
  for (const { command, requestIds, ending } of told) {
    const own = entries.filter(({ requestId }) => requestIds.includes(requestId));
    if (command.dryRun || ending.is === 'refused') expect(own).toEqual([]);
    if (!command.bulk) expect(own.length).toBeLessThanOrEqual(1);
    const changed = own.reduce((sum, { changes }) => sum + changes.length, 0);
    expect(changed).toBeLessThanOrEqual(command.deeds.length);
  }
}

async function checkNames(store: Store, org: number, team: Team): Promise<void> {
  const active = team.filter((person) => person.active);
  expect(new Set(active.map(({ name }) => name)).size).toBe(active.length);
  const names = [...new Set(team.map(({ name }) => name))].map((name) => ({ space: 'member.name', name }));
  const wanted = { entities: [], names, answers: [], counters: [], members: [] };
  const rows = (await store.load(org, wanted, 0)).names;
  const holders = names.map(({ name }) => active.find((person) => person.name === name)?.id ?? null);
  expect(rows.map((row) => row?.id ?? null)).toEqual(holders);
}

/** Whoever died on the way, a search misses nobody. Pages of one record make it go by the grams. */
async function checkSearch(fresh: Runtime, org: number, team: Team): Promise<void> {
  for (const q of new Set(team.flatMap(({ name, team: group }) => [name, group.slice(-2)]))) {
    const finds = (text: string): boolean => foldCase(text).includes(foldCase(q));
    const expected = team.filter((one) => finds(one.name) || finds(one.team)).map(({ id }) => id);
    const found: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await fresh.list(org, listMembers, { q, limit: 1, cursor });
      found.push(...page.items.map((item) => (item as { readonly id: number }).id)); // a member
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect([q, found]).toEqual([q, expected.toReversed()]);
  }
}

function untimed(shown: unknown): unknown {
  const { updatedAt: _updatedAt, ...person } = shown as { readonly updatedAt?: string }; // a member, or a person of the model
  return JSON.parse(JSON.stringify(person));
}
