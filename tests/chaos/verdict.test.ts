import { expect, test } from '@jest/globals';
import type { AuditEntry, Sample } from '../harness/wire.ts';
import { judge, verdictLine, type Evidence } from './verdict.ts';

function sample(id: number, more: Partial<Sample> = {}): Sample {
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

function entry(seq: number, more: Partial<AuditEntry> = {}): AuditEntry {
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
    request_id: '',
    outcome: 'done',
    ...more,
  };
}

const samples = [sample(1), sample(2), sample(3)];
const entries = [entry(1), entry(2), entry(3)];
const acknowledged = new Map(samples.map((each) => [each.external_id, each]));
const sound: Evidence = { acknowledged, samples, entries };

test('finds nothing where all is as it was acknowledged', () => {
  expect(verdictLine(judge(sound))).toBe('acknowledged 3, lost 0, doubled 0, audit gaps 0');
});

test('a sample that was made but never acknowledged is no fault', () => {
  expect(judge({ ...sound, acknowledged: new Map([['C-1', sample(1)]]) })).toMatchObject({
    lost: 0,
    doubled: 0,
    auditGaps: 0,
  });
});

test.each<[string, Partial<Evidence>, object]>([
  ['an acknowledged sample that is not there', { samples: samples.slice(0, 2) }, { lost: 1 }],
  ['one that is there otherwise', { samples: [...samples.slice(0, 2), sample(3, { organism: 'y' })] }, { lost: 1 }],
  ['an id for two samples', { samples: [...samples, sample(3, { external_id: 'C-4' })] }, { doubled: 1 }],
  ['an external id for two samples', { samples: [...samples, sample(4, { external_id: 'C-3' })] }, { doubled: 1 }],
  ['an id that stands for nothing', { samples: [...samples, sample(5)] }, { doubled: 1 }],
  ['a version without an entry', { samples: [...samples.slice(0, 2), sample(3, { version: 2 })] }, { auditGaps: 1 }],
  ['an entry too few', { entries: entries.slice(0, 2) }, { auditGaps: 1 }],
  ['an entry too many', { entries: [...entries, entry(4)] }, { auditGaps: 1 }],
  [
    'a number without an entry',
    { entries: [entry(1), entry(2), entry(4, { entity: { kind: 'sample', id: 3, version: 1 } })] },
    { auditGaps: 1 },
  ],
  [
    'a place of the log that was skipped',
    { entries: [entry(1), entry(2), entry(3, { position: { seq: 3, index: 1 } })] },
    { auditGaps: 1 },
  ],
])('finds %s', (_name, change, found) => {
  expect(judge({ ...sound, ...change })).toMatchObject(found);
});
