import { eventually } from '@benchline/testing/servers';
import type { Client } from '../harness/client.ts';
import { walk } from '../harness/walk.ts';
import type { AuditEntry, Page, Sample } from '../harness/wire.ts';

const auditPath = '/api/v1/audit';
const pauseMs = 200;

export interface Records {
  readonly samples: readonly Sample[];
  readonly entries: readonly AuditEntry[];
}

/** Reads back all samples, and the audit once it has caught up with them or the time is over. */
export async function collectEvidence(client: Client, caughtUpWithinMs: number): Promise<Records> {
  // What has just been brought back may need a moment to find the rest.
  const patience = { timeoutMs: caughtUpWithinMs, intervalMs: pauseMs };
  const samples = await eventually(() => walk<Sample>(client, '/samples?limit=200'), patience);
  // The experiment is a record too. An audit that never gets there is for the verdict to tell of.
  await eventually(async () => (await newestEntry(client)) > samples.length, patience).catch(() => undefined);
  return { samples, entries: await eventually(() => walk<AuditEntry>(client, `${auditPath}?limit=200`), patience) };
}

async function newestEntry(client: Client): Promise<number> {
  const answer = await client.get<Page<AuditEntry>>(`${auditPath}?limit=1`);
  if (answer.status !== 200) throw new Error(`GET ${auditPath} answered ${answer.status}: ${answer.text}`);
  return answer.body.items[0]?.seq ?? 0;
}
