import { expect, test } from '@jest/globals';
import { productDeclarations } from '@benchline/actions';
import type { AuditEntry } from '@benchline/proto/benchline/audit/v1/audit.ts';
import type { Feed } from '@benchline/runtime';
import { startRuntime } from '@benchline/runtime';
import { memoryStore } from '@benchline/runtime/testing';
import { eventually } from '@benchline/testing';
import { auditRecordKind } from '../entries/audit-record.ts';
import { auditEntries } from '../entries/list-audit-entries.ts';
import { followService } from './follow-service.ts';
import { followedLogKind } from './followed-log.ts';
import { madeCommits } from './made-commits.ts';

const declarations = productDeclarations();
const sizes = [1, 700, 0, 3, 300, 1];
const commits = madeCommits(1, sizes);

/** Pages of two commits, so that replicas meet in the middle of commits that take several commands. */
const feed: Feed = {
  commits: (_org, after) =>
    Promise.resolve(
      commits.slice(after, after + 2).map(({ org, seq, at, entries }) => ({
        org,
        seq,
        at,
        nonce: '',
        body: JSON.stringify({ entries }),
      })),
    ),
  heads: (afterOrg) => Promise.resolve(afterOrg < 1 ? [{ org: 1, seq: commits.length }] : []),
};

// @req audit.follows, feed.position, feed.repeats
test('replicas that follow the same log side by side record every change once', async () => {
  for (let round = 0; round < 5; round += 1) {
    const memory = memoryStore();
    const turn = (): Promise<void> => new Promise((next) => setImmediate(next));
    const kinds = [auditRecordKind, followedLogKind];
    const replicas = [1, 2, 3].map((replica) =>
      followService({
        service: 'execution',
        declarations,
        feed,
        runtime: startRuntime({ store: memory.view(replica <= round % 4 ? turn : undefined), declarations, kinds }),
        clock: Date.now,
        everyMs: 20,
        failed: () => undefined,
      }),
    );
    const reader = startRuntime({ store: memory.view(), declarations, kinds });
    const entries = async (): Promise<readonly AuditEntry[]> => {
      const all: unknown[] = [];
      let cursor: string | undefined;
      do {
        const page = await reader.list(1, auditEntries, { limit: 200, cursor });
        all.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return all as AuditEntry[]; // what the list shows
    };
    const total = sizes.reduce((sum, size) => sum + size, 0);

    await eventually(async () => (await entries()).length >= total, { timeoutMs: 20_000 });
    await Promise.all(replicas.map((replica) => replica.stop()));

    const recorded = (await entries()).toReversed();
    const places = recorded.map(({ position }) => [position?.seq, position?.index]);
    expect(recorded.map(({ seq }) => seq)).toEqual(recorded.map((_, index) => index + 1));
    expect(places).toEqual(sizes.flatMap((size, index) => Array.from({ length: size }, (_, at) => [index + 1, at])));
  }
}, 60_000);
