import { expect, test } from '@jest/globals';
import type { AuditEntry } from '../harness/wire.ts';
import { gapsOfAudit, type Act } from './judge-audit.ts';
import { entry } from './made-evidence.ts';

/** Of a session: no record changed. */
const presence: Partial<AuditEntry> = {
  entity: { kind: 'person', id: 1, version: 0 },
  credential: { method: 'session', id: 'session-1' },
};

/** Entries of identity, from commits of their own: a key that is made and revoked, and a person who comes in and leaves. */
const entries = [
  identity(1, { action: 'CreateApiKey', entity: { kind: 'api_key', id: 1, version: 1 } }),
  identity(2, { action: 'SignIn', ...presence }),
  identity(3, { action: 'RevokeApiKey', entity: { kind: 'api_key', id: 1, version: 2 } }),
  identity(4, { action: 'SignOut', ...presence }),
];
const acts: readonly Act[] = [
  { told: 'api_key/1/1', times: 'once' },
  { told: 'SignIn session-1', times: 'once' },
  { told: 'api_key/1/2', times: 'once' },
  { told: 'SignOut session-1', times: 'at least once' },
];

function identity(seq: number, more: Partial<AuditEntry>): AuditEntry {
  return entry(seq, { service: 'identity', ...more });
}

test('everything that was acknowledged is told of once, in order', () => {
  expect(gapsOfAudit({ samples: [], acts, entries })).toBe(0);
});

test('somebody who left is told of twice where the call was made twice', () => {
  const again = [...entries, identity(5, { action: 'SignOut', ...presence })];

  expect(gapsOfAudit({ samples: [], acts, entries: again })).toBe(0);
});

test.each<[string, readonly AuditEntry[]]>([
  ['an act that is not told of', entries.slice(0, 3)],
  ['an act that is told of twice', [...entries, identity(5, { action: 'SignIn', ...presence })]],
  ['an id of a kind that is left out', [...entries, identity(5, { entity: { kind: 'role', id: 2, version: 1 } })]],
  ['a version that is left out', [...entries, identity(5, { entity: { kind: 'api_key', id: 1, version: 4 } })]],
  [
    'a version that is told of twice',
    [...entries, ...[5, 6].map((seq) => identity(seq, { entity: { kind: 'role', id: 1, version: 1 } }))],
  ],
  [
    'an entry that comes out of order',
    entries.map((each) => (each.seq < 3 ? { ...each, position: { seq: 3 - each.seq, index: 0 } } : each)),
  ],
])('finds %s', (_name, found) => {
  expect(gapsOfAudit({ samples: [], acts, entries: found })).toBe(1);
});

test('a refusal is no acknowledgement', () => {
  const refused = entries.map((each) => (each.seq === 2 ? { ...each, outcome: 'refused' } : each));

  expect(gapsOfAudit({ samples: [], acts, entries: refused })).toBe(1);
});
