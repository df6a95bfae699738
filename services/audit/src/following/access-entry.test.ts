import { productDeclarations } from '@benchline/actions';
import type { AuditEntry, ListAuditEntriesRequest } from '@benchline/proto/benchline/audit/v1/audit.ts';
import type { Commit, LoggedChange } from '@benchline/runtime';
import type { Lab } from '@benchline/runtime/testing';
import { lab } from '@benchline/runtime/testing';
import { expect, test } from '@jest/globals';
import { auditRecordKind } from '../entries/audit-record.ts';
import { auditEntries } from '../entries/list-audit-entries.ts';
import { commandsOf } from './entries-of.ts';
import { followedLogKind } from './followed-log.ts';
import { recordChanges } from './record-changes.ts';

const signIn = {
  action: 'SignIn',
  outcome: 'done',
  actorKind: 'person',
  actorId: 3,
  credentialMethod: 'session',
  credentialId: 'bls_1',
  source: '192.0.2.7',
  requestId: 'request-7',
  count: 1,
};
const refused = {
  ...signIn,
  action: 'CreateSample',
  outcome: 'refused',
  code: 'key_scope_missing',
  actorKind: 'service_account',
  actorId: 2,
  credentialMethod: 'key',
  credentialId: '5',
  count: 12,
};
const stranger = {
  action: 'SignIn',
  outcome: 'refused',
  code: 'Invalid email or password',
  source: '192.0.2.9',
  count: 1,
};

function commitOf(all: readonly LoggedChange['after'][]): Commit {
  const changes = all.map((after, index) => {
    const id = index + 1;
    return { kind: 'access_event', schema: 1, id, version: 1, verb: 'created', before: null, after, names: [] };
  });
  const entry = {
    action: 'LogAccess',
    actor: { kind: 'service', id: 0, name: 'identity' },
    credential: { method: 'none', id: '' },
    onBehalfOf: undefined,
    source: '',
    requestId: '',
    traceId: '',
    deviceTime: undefined,
    reason: undefined,
    changes,
    answer: undefined,
  };
  return { org: 1, seq: 1, at: 1_000, entries: [entry] };
}

async function audit(): Promise<Lab> {
  const made = lab({ kinds: [auditRecordKind, followedLogKind] });
  const followed = { service: 'identity', declarations: productDeclarations() };
  const commits = [commitOf([signIn, refused, stranger])];
  for (const command of commandsOf(followed, { seq: 0, changes: 0 }, commits)) await made.run(recordChanges, command);
  return made;
}

// @req admin.audit
test('an access event is shown as the act it tells of, about the one who acted', async () => {
  const { list } = await audit();

  const page = await list(auditEntries, { from: undefined, to: undefined });

  const { items } = page as { readonly items: readonly AuditEntry[] }; // what the list shows
  expect(items.map(({ seq: _seq, at: _at, position: _position, traceId: _traceId, ...rest }) => rest)).toEqual([
    {
      service: 'identity',
      action: 'SignIn',
      outcome: 'refused',
      code: 'Invalid email or password',
      credential: { method: '', id: '' },
      source: '192.0.2.9',
      requestId: '',
    },
    {
      service: 'identity',
      action: 'CreateSample',
      outcome: 'refused',
      code: 'key_scope_missing',
      actor: { kind: 'service_account', id: 2, name: '' },
      credential: { method: 'key', id: '5' },
      entity: { kind: 'service_account', id: 2, version: 0 },
      after: '{"count":12}',
      source: '192.0.2.7',
      requestId: 'request-7',
    },
    {
      service: 'identity',
      action: 'SignIn',
      outcome: 'done',
      actor: { kind: 'person', id: 3, name: '' },
      credential: { method: 'session', id: 'bls_1' },
      entity: { kind: 'person', id: 3, version: 0 },
      source: '192.0.2.7',
      requestId: 'request-7',
    },
  ]);
});

// @req admin.audit
test.each<[Partial<ListAuditEntriesRequest>, readonly number[]]>([
  [{ outcome: 'refused' }, [3, 2]],
  [{ outcome: 'done' }, [1]],
  [{ actor: 'person/3' }, [1]],
  [{ actor: 'service_account/2' }, [2]],
  [{ entity: 'person/3' }, [1]],
  [{ action: 'SignIn' }, [3, 1]],
  [{ action: 'SignIn', outcome: 'refused' }, [3]],
])('the filters find it: %p', async (filter, expected) => {
  const { list } = await audit();

  const page = await list(auditEntries, { from: undefined, to: undefined, ...filter });

  expect(page).toMatchObject({ items: expected.map((seq) => ({ seq })) });
});
