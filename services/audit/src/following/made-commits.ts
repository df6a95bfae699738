import type { Commit, LoggedChange } from '@benchline/runtime';

/** Commits of a followed service for tests: as many changes in each as its number says. */
export function madeCommits(first: number, sizes: readonly number[]): readonly Commit[] {
  return sizes.map((size, index) => madeCommit(first + index, size));
}

function madeCommit(seq: number, size: number): Commit {
  const changes = Array.from({ length: size }, (_, index) => madeChange(seq, index));
  return { org: 1, seq, at: 1_000 + seq, entries: size === 0 ? [] : [madeEntry(seq, changes)] };
}

function madeEntry(seq: number, changes: readonly LoggedChange[]): Commit['entries'][number] {
  return {
    action: 'CreateSample',
    actor: { kind: 'person', id: seq % 2, name: 'Ada' },
    credential: { method: 'key', id: 'k1' },
    onBehalfOf: undefined,
    source: '127.0.0.1',
    requestId: `request-${String(seq)}`,
    traceId: '',
    deviceTime: undefined,
    reason: undefined,
    changes,
    answer: undefined,
  };
}

function madeChange(seq: number, index: number): LoggedChange {
  const id = seq * 1_000 + index;
  const after = { id, externalId: `S-${String(id)}`, version: 1 };
  return { kind: 'sample', schema: 1, id, version: 1, verb: 'created', before: null, after, names: [] };
}
