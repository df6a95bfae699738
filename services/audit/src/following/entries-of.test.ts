import { expect, test } from '@jest/globals';
import { productDeclarations } from '@benchline/actions';
import type { Commit } from '@benchline/runtime';
import { commandsOf } from './entries-of.ts';
import { madeCommits } from './made-commits.ts';
import type { LogPlace, RecordChanges } from './record-changes.ts';

const followed = { service: 'execution', declarations: productDeclarations() };
const start: LogPlace = { seq: 0, changes: 0 };

const commands = (from: LogPlace, commits: readonly Commit[]): readonly RecordChanges[] =>
  commandsOf(followed, from, commits);

/** Where the changes stand that are recorded, in order. */
const positions = (all: readonly RecordChanges[]) =>
  all.flatMap(({ entries }) => entries.map(({ position }) => [position?.seq, position?.index]));

test('an entry says who did what to which record, with what was before and after', () => {
  const [command] = commands(start, madeCommits(1, [1]));

  expect(command).toMatchObject({ service: 'execution', from: start, to: { seq: 1, changes: 0 } });
  expect(command?.entries).toMatchObject([
    {
      at: '1970-01-01T00:00:01.001Z',
      service: 'execution',
      position: { seq: 1, index: 0 },
      action: 'CreateSample',
      actor: { kind: 'person', id: 1, name: 'Ada' },
      credential: { method: 'key', id: 'k1' },
      entity: { kind: 'sample', id: 1_000, version: 1 },
      before: undefined,
      after: '{"id":1000,"external_id":"S-1000","version":1}',
      outcome: 'done',
      requestId: 'request-1',
    },
  ]);
});

// @req audit.follows
test('large commits are cut into commands that follow each other without a gap', () => {
  const all = commands(start, madeCommits(1, [600, 1, 300]));

  expect(all.map(({ entries }) => entries.length)).toEqual([250, 250, 250, 151]);
  expect(all.map(({ from, to }) => [from, to])).toEqual([
    [start, { seq: 0, changes: 250 }],
    [
      { seq: 0, changes: 250 },
      { seq: 0, changes: 500 },
    ],
    [
      { seq: 0, changes: 500 },
      { seq: 2, changes: 149 },
    ],
    [
      { seq: 2, changes: 149 },
      { seq: 3, changes: 0 },
    ],
  ]);
  expect(new Set(positions(all).map(String)).size).toBe(901);
});

test('what is recorded already is left out', () => {
  const all = commands({ seq: 1, changes: 2 }, madeCommits(1, [3, 4]));

  expect(positions(all)).toEqual([
    [2, 2],
    [2, 3],
  ]);
});

test('commits that another replica has recorded meanwhile are left out, also when it stopped in the middle of one', () => {
  const all = commands({ seq: 3, changes: 2 }, madeCommits(1, [5, 5, 5, 5]));

  expect(positions(all)).toEqual([
    [4, 2],
    [4, 3],
    [4, 4],
  ]);
});

test('commits without changes move the place', () => {
  expect(commands(start, madeCommits(1, [0, 0]))).toMatchObject([
    { from: start, to: { seq: 2, changes: 0 }, entries: [] },
  ]);
  expect(commands(start, madeCommits(1, [0, 1, 0])).map(({ to }) => to)).toEqual([
    { seq: 2, changes: 0 },
    { seq: 3, changes: 0 },
  ]);
});

test('nothing new is no command', () => {
  expect(commands({ seq: 2, changes: 0 }, madeCommits(1, [1, 1]))).toEqual([]);
  expect(commands(start, [])).toEqual([]);
});
