import { eventually } from '@benchline/testing/servers';
import { admin, made } from '../harness/administration.ts';
import type { Client } from '../harness/client.ts';
import { walk } from '../harness/walk.ts';
import type { AuditEntry, Page, Sample } from '../harness/wire.ts';

export interface Records {
  readonly samples: readonly Sample[];
  readonly entries: readonly AuditEntry[];
}

export interface Witness {
  /** With a key. */
  readonly machine: Client;
  /** With the session of somebody who may read the audit. */
  readonly person: Client;
  readonly experimentId: number;
  /** A service account that nothing else changes from now on. */
  readonly accountId: number;
  readonly caughtUpWithinMs: number;
}

const auditPath = `${admin}/audit`;
const over = 'The run is over';
const pauseMs = 200;

/** Reads back all samples, and the audit once it tells of the last that was done, or the time is over. */
export async function collectEvidence(witness: Witness): Promise<Records> {
  const { machine, person, caughtUpWithinMs } = witness;
  // What has just been brought back may need a moment to find the rest.
  const patience = (what: string) => ({ timeoutMs: caughtUpWithinMs, intervalMs: pauseMs, what });
  const samples = await eventually(() => walk<Sample>(machine, '/samples?limit=200'), patience('reading all samples'));
  await eventually(() => leaveMarks(witness), patience('the last change of each log'));
  // An audit that never gets there is for the verdict to tell of.
  await eventually(() => showsMarks(witness), patience('the audit of it')).catch((error: unknown) => {
    console.log(String(error), error instanceof Error ? String(error.cause) : '');
  });
  const audit = () => walk<AuditEntry>(person, `${auditPath}?limit=200`);
  return { samples, entries: await eventually(audit, patience('reading the whole audit')) };
}

/** The last change of each log that the audit follows. Made twice it is made once. */
async function leaveMarks({ machine, person, experimentId, accountId }: Witness): Promise<true> {
  made(await machine.patch(`/experiments/${String(experimentId)}`, { name: over }), 200);
  made(await person.patch(`${admin}/service-accounts/${String(accountId)}`, { display_name: over }), 200);
  return true;
}

async function showsMarks({ person, experimentId, accountId }: Witness): Promise<boolean> {
  const newest = async (entity: string): Promise<AuditEntry | undefined> =>
    made(await person.get<Page<AuditEntry>>(`${auditPath}?limit=1&entity=${entity}`), 200).items[0];
  const [experiment, account] = await Promise.all([
    newest(`experiment/${String(experimentId)}`),
    newest(`service_account/${String(accountId)}`),
  ]);
  return experiment?.after?.['name'] === over && account?.after?.['display_name'] === over;
}
