import type { AuditEntry, Sample } from '../../harness/wire.ts';
import { entry, sample } from '../made-evidence.ts';
import type { PlannedCommand, PlannedRow } from './plan-commands.ts';
import type { Heard } from './robot/journal.ts';
import { outcomeDigest, type ToldOutcome } from './robot/outcome-digest.ts';

/** A robot's command without an array. */
export function command(number: number, more: Partial<PlannedCommand> = {}): PlannedCommand {
  const id = `r1-${String(number)}`;
  const rows: readonly PlannedRow[] = [{ name: `S-${String(number)}`, notes: id }];
  return { number, id, kind: 'create', action: 'samples.create', rows, many: false, ...more };
}

/** A sample that a robot made as its command asked for it. */
export function robotSample(id: number, more: Partial<Sample> = {}): Sample {
  return sample(id, { external_id: `S-${String(id)}`, prep_notes: `r1-${String(id)}`, ...more });
}

/** The outcome of a command that made or changed a sample. */
export function done(one: Sample, id: string, more: Partial<ToldOutcome> = {}): ToldOutcome {
  return { command_id: id, action: 'samples.create', status: 201, body: one, ...more };
}

export function refused(
  id: string,
  status: number,
  detail: unknown,
  action: PlannedCommand['action'] = 'samples.create',
): ToldOutcome {
  return { command_id: id, action, status, detail };
}

/** The audit entry of a change that a robot's command made. */
export function robotEntry(
  seq: number,
  id: string,
  entity: { readonly id: number; readonly version: number },
): AuditEntry {
  return entry(seq, {
    credential: { method: 'key', id: '7' },
    request_id: id,
    entity: { kind: 'sample', ...entity },
  });
}

export function heardOf(outcomes: readonly ToldOutcome[]): ReadonlyMap<string, Heard> {
  return new Map(
    outcomes.map((one) => [one.command_id, { told: true, digests: new Set([outcomeDigest(one)]) }] as const),
  );
}
