import { expect, test } from '@jest/globals';
import { productDeclarations } from '@benchline/actions';
import { lab } from '@benchline/runtime/testing';
import { auditRecordKind } from '../entries/audit-record.ts';
import { auditEntries } from '../entries/list-audit-entries.ts';
import { commandsOf } from './entries-of.ts';
import { followedLogKind } from './followed-log.ts';
import { madeCommits } from './made-commits.ts';
import type { RecordChanges } from './record-changes.ts';
import { recordChanges } from './record-changes.ts';

const declarations = productDeclarations();
const start = { seq: 0, changes: 0 };
const moved = { kind: 'conflict', reason: 'log_place_moved' };

function command(sizes: readonly number[], service = 'execution'): RecordChanges {
  const [only] = commandsOf({ service, declarations }, start, madeCommits(1, sizes));
  if (only === undefined) throw new Error('nothing to record');
  return only;
}

const auditLab = () => lab({ kinds: [auditRecordKind, followedLogKind] });

test('entries are numbered without a gap, over all services', async () => {
  const { run, list } = auditLab();

  await run(recordChanges, command([2]));
  await run(recordChanges, command([1], 'catalog'));

  expect(await list(auditEntries, {} as never)).toMatchObject({
    items: [
      { seq: 3, service: 'catalog' },
      { seq: 2, service: 'execution', position: { seq: 1, index: 1 } },
      { seq: 1, service: 'execution', position: { seq: 1, index: 0 } },
    ],
  });
});

// @req audit.follows, feed.repeats
test('a repeat and a gap are refused, and nothing of them is recorded', async () => {
  const { run, log } = auditLab();
  await run(recordChanges, command([2]));
  const before = await log();

  const repeated = await run(recordChanges, command([2]));
  const gap = await run(recordChanges, { ...command([2]), from: { seq: 2, changes: 0 } });
  const middle = await run(recordChanges, { ...command([2]), from: { seq: 1, changes: 1 } });

  expect([repeated, gap, middle]).toEqual([moved, moved, moved]);
  expect(await log()).toEqual(before);
});

// @req feed.position
test('entries and place are one commit', async () => {
  const { run, log } = auditLab();

  await run(recordChanges, command([3]));

  const [commit, ...others] = await log();
  expect(others).toEqual([]);
  expect(commit?.entries.flatMap(({ changes }) => changes.map(({ kind }) => kind))).toEqual([
    'audit_record',
    'audit_record',
    'audit_record',
    'followed_log',
  ]);
});
