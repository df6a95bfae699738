import type { AuditEntry, NewSample, Sample } from '../harness/wire.ts';
import type { AcknowledgedRow } from './journal.ts';

/** A sample as the API would list it. */
export function sample(id: number, more: Partial<Sample> = {}): Sample {
  return {
    id,
    external_id: `C-${id}`,
    experiment_id: 1,
    organism: 'x',
    tissue_type: null,
    donor_source: null,
    prep_notes: null,
    cell_count: null,
    status: 'registered',
    qc_status: null,
    molecule_type: null,
    version: 1,
    created_at: '',
    updated_at: '',
    custom_fields: [],
    ...more,
  };
}

/** A row of a bulk call as it was acknowledged. */
export function row(id: number, more: Partial<NewSample> = {}): AcknowledgedRow {
  return { id, sent: { external_id: `C-${id}`, experiment_id: 1, organism: 'x', ...more } };
}

/** An audit entry of a sample that was made. */
export function entry(seq: number, more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    seq,
    at: '',
    service: 'execution',
    position: { seq, index: 0 },
    actor: { kind: 'service_account', id: 1, name: '' },
    credential: { method: 'key', id: '1' },
    action: 'CreateSample',
    entity: { kind: 'sample', id: seq, version: 1 },
    before: null,
    after: {},
    reason: null,
    device_time: null,
    request_id: '',
    outcome: 'done',
    ...more,
  };
}
