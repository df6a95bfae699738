import { expect, test } from '@jest/globals';
import type { AuditEntry, ListAuditEntriesRequest } from '@benchline/proto/benchline/audit/v1/audit.ts';
import type { Page, Steps } from '@benchline/runtime';
import type { Lab } from '@benchline/runtime/testing';
import { defaultLimits } from '@benchline/runtime';
import { lab, testCall } from '@benchline/runtime/testing';
import { followedLogKind } from '../following/followed-log.ts';
import { recordChanges } from '../following/record-changes.ts';
import { auditRecordKind, referenceTo } from './audit-record.ts';
import { auditEntries, listAuditEntries } from './list-audit-entries.ts';

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

// @req audit.filters
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
  ['a day', { from: '2026-03-02T00:00:00Z', to: '2026-03-03T00:00:00Z' }, [2]],
  ['a part of two days', { from: '2026-03-01T08:00:00.001Z', to: '2026-03-02T08:00:00.001Z' }, [2]],
  ['a time that is over before it begins', { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' }, []],
  ['many years', { from: '2017-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' }, [4, 3, 2, 1]],
  [
    'an action on a day',
    { action: 'CreateSample', from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' },
    [4, 3, 1],
  ],
])('asked for %s, the list has what fits, newest first', async (_what, filter, expected) => {
  const { list } = await stockedLab();

  const page = await list(auditEntries, { ...nothing, ...filter });

  expect(page).toMatchObject({ items: expected.map((seq) => ({ seq })) });
});

// @req admin.audit
test.each([
  ['a day', '2017-03-01T00:00:00Z', '2017-03-02T00:00:00Z'],
  ['a time that is no whole days, over the end of a month', '2017-02-25T18:00:00Z', '2017-03-27T18:00:00Z'],
])('%s many years ago is found at once, however much came since', async (_what, from, to) => {
  const { run, list } = lab({ kinds: [auditRecordKind, followedLogKind] });
  const old = [
    '2017-02-25T17:59:59.999Z',
    '2017-03-01T00:00:00.000Z',
    '2017-03-01T23:59:59.999Z',
    '2017-03-27T18:00:00.000Z',
  ];
  const entries = [
    ...old.map((at) => entry({ at })),
    ...Array.from({ length: 2 * defaultLimits.scannedRows }, () => entry({})),
  ];
  const place = { seq: 0, changes: 0 };
  await run(recordChanges, { service: 'execution', from: place, to: { seq: 1, changes: 0 }, entries });

  const page = await list(auditEntries, { from, to });

  expect(page).toMatchObject({ items: [{ seq: 3 }, { seq: 2 }], nextCursor: undefined });
});

// @req admin.audit, privacy.no-leak
test('actors whose names the logs don’t have are shown with those that identity has; who was forgotten, with none', async () => {
  const { run, list } = lab({ kinds: [auditRecordKind, followedLogKind] });
  const entries = [
    entry({ actor: { kind: 'person', id: 1, name: '' } }),
    entry({ actor: { kind: 'person', id: 2, name: '' } }),
    entry({ actor: { kind: 'service_account', id: 1, name: 'LIMS' } }),
    entry({ actor: undefined }),
  ];
  const place = { seq: 0, changes: 0 };
  await run(recordChanges, { service: 'execution', from: place, to: { seq: 1, changes: 0 }, entries });
  const asked: unknown[] = [];
  const shown = listAuditEntries((organizationId, actors, deadline) => {
    asked.push({ organizationId, actors: actors.map(referenceTo), deadline });
    return Promise.resolve(new Map([['person/1', 'Ada Lovelace']]));
  });
  const unused = (): never => {
    throw new Error('a list changes nothing');
  };
  const steps: Steps = {
    call: testCall(),
    deadline: 17,
    change: unused,
    query: unused,
    kept: unused,
    list: async (listing, input) => (await list(listing, input)) as Page, // nobody refuses it
  };

  const { items } = await shown.run(nothing, steps);

  expect(items.map(({ actor }) => actor?.name)).toEqual([undefined, 'LIMS', '', 'Ada Lovelace']);
  expect(asked).toEqual([{ organizationId: 1, actors: ['person/2', 'person/1'], deadline: 17 }]);
});
