import { expect, test } from '@jest/globals';
import type { AuditEntry, ListAuditEntriesRequest } from '@benchline/proto/benchline/audit/v1/audit.ts';
import type { Lab } from '@benchline/runtime/testing';
import { lab } from '@benchline/runtime/testing';
import { followedLogKind } from '../following/followed-log.ts';
import { recordChanges } from '../following/record-changes.ts';
import { auditRecordKind } from './audit-record.ts';
import { listAuditEntries } from './list-audit-entries.ts';

function entry(fields: Partial<AuditEntry>): Omit<AuditEntry, 'seq'> {
  return {
    at: '2026-03-01T08:00:00.000Z',
    service: 'execution',
    position: { seq: 1, index: 0 },
    actor: { kind: 'person', id: 1, name: 'Ada' },
    credential: { method: 'key', id: 'k1' },
    action: 'CreateSample',
    entity: { kind: 'sample', id: 1, version: 1 },
    requestId: '',
    traceId: '',
    source: '',
    outcome: 'done',
    ...fields,
  };
}

async function stockedLab(): Promise<Lab> {
  const made = lab({ kinds: [auditRecordKind, followedLogKind] });
  const entries = [
    entry({}),
    entry({ action: 'UpdateSample', at: '2026-03-02T08:00:00.000Z' }),
    entry({ entity: { kind: 'sample', id: 2, version: 1 }, actor: { kind: 'service', id: 1, name: 'bot' } }),
    entry({ entity: { kind: 'experiment', id: 1, version: 1 }, actor: undefined }),
  ];
  const place = { seq: 0, changes: 0 };
  await made.run(recordChanges, { service: 'execution', from: place, to: { seq: 1, changes: 0 }, entries });
  return made;
}

const nothing: ListAuditEntriesRequest = { from: undefined, to: undefined };

test.each<[string, Partial<ListAuditEntriesRequest>, readonly number[]]>([
  ['nothing', {}, [4, 3, 2, 1]],
  ['a record', { entity: 'sample/1' }, [2, 1]],
  ['an actor', { actor: 'person/1' }, [2, 1]],
  ['another kind of actor with the same number', { actor: 'service/1' }, [3]],
  ['an action', { action: 'UpdateSample' }, [2]],
  ['a record and an action', { entity: 'sample/1', action: 'CreateSample' }, [1]],
  ['an outcome that none has', { outcome: 'refused' }, []],
  ['what came from a time on, which is included', { from: '2026-03-02T08:00:00Z' }, [2]],
  ['what came before a time, which is not included', { to: '2026-03-02T08:00:00Z' }, [4, 3, 1]],
])('asked for %s, the list has what fits, newest first', async (_what, filter, expected) => {
  const { list } = await stockedLab();

  const page = await list(listAuditEntries, { ...nothing, ...filter });

  expect(page).toMatchObject({ items: expected.map((seq) => ({ seq })) });
});
