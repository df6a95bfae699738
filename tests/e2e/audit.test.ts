import { expect, test } from '@jest/globals';
import { eventually } from '@benchline/testing';
import type { Client } from '../harness/client.ts';
import { describeInEveryShape } from '../harness/every-shape.ts';
import { walk } from '../harness/walk.ts';
import type { AuditEntry } from '../harness/wire.ts';
import { newExperiment, newSample, onceOnly } from './lab-records.ts';

const audit = '/api/v1/audit';

/** Entries of a record, oldest first, once there are so many. */
function entriesOf(client: Client, entity: string, count: number): Promise<readonly AuditEntry[]> {
  return eventually(
    async () => {
      const entries = await walk<AuditEntry>(client, `${audit}?entity=${encodeURIComponent(entity)}`);
      return entries.length >= count ? entries.toReversed() : undefined;
    },
    { timeoutMs: 15_000, intervalMs: 50, what: `${String(count)} audit entries of ${entity}` },
  );
}

/** Header values are bytes to `fetch`. */
function inUtf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

describeInEveryShape('the audit', (lab) => {
  // @req reason.audited, audit.follows
  test('tells of every change who made it, what changed, why, and under which request', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const made = await client.post<{ id: number }>(
      '/samples',
      { external_id: 'S-1', experiment_id: experiment, organism: 'Gorilla' },
      { 'x-request-id': 'req-1', 'x-reason': inUtf8('Lieferung 7 – geprüft') },
    );
    const path = `/samples/${String(made.body.id)}`;
    await client.patch(path, { organism: 'Pan', prep_notes: 'x' }, { 'x-request-id': 'req-2' });

    const [created, updated] = await entriesOf(client, `sample/${String(made.body.id)}`, 2);

    expect(created).toMatchObject({
      service: 'execution',
      actor: { kind: 'service_account', id: 1, name: 'LIMS' },
      credential: { method: 'key', id: '1' },
      action: 'CreateSample',
      entity: { kind: 'sample', id: made.body.id, version: 1 },
      before: null,
      after: { external_id: 'S-1', experiment_id: experiment, organism: 'Gorilla' },
      reason: 'Lieferung 7 – geprüft',
      request_id: 'req-1',
      outcome: 'done',
    });
    expect(updated).toMatchObject({
      action: 'UpdateSample',
      entity: { kind: 'sample', id: made.body.id, version: 2 },
      before: { organism: 'Gorilla', prep_notes: null },
      after: { organism: 'Pan', prep_notes: 'x' },
      request_id: 'req-2',
    });
    expect(updated?.after).not.toHaveProperty('external_id');
    expect(Date.parse(updated?.at ?? '')).toBeGreaterThan(Date.parse(created?.at ?? ''));
  });

  // @req privacy.no-leak
  test('holds no personal value in the clear', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const donor = 'Donor Erika Mustermann';
    const { id } = await newSample(client, { external_id: 'S-1', experiment_id: experiment, donor_source: donor });

    const [entry] = await entriesOf(client, `sample/${String(id)}`, 1);

    expect(entry?.after).toHaveProperty('donor_source');
    expect(JSON.stringify(entry)).not.toContain(donor);
  });

  // @req audit.follows, patch.no-change, dry-run.no-trace
  test('has nothing of what had no effect', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const key = onceOnly();
    const body = { external_id: 'S-1', experiment_id: experiment, organism: 'Gorilla' };
    const made = await client.post<{ id: number }>('/samples', body, key);
    await client.post('/samples', body, key);
    await client.post('/samples', body);
    await client.post('/samples?dry_run=true', { ...body, external_id: 'S-2' });
    await client.patch(`/samples/${String(made.body.id)}`, { organism: 'Gorilla' });
    const last = await newSample(client, { ...body, external_id: 'S-3' });

    await entriesOf(client, `sample/${String(last.id)}`, 1);
    const all = await walk<AuditEntry>(client, `${audit}?limit=200`);

    const entities = all.map(({ entity }) => `${entity.kind}/${String(entity.id)}/${String(entity.version)}`);
    expect(entities.slice(0, 3)).toEqual([
      `sample/${String(last.id)}/1`,
      `sample/${String(made.body.id)}/1`,
      `experiment/${String(experiment)}/1`,
    ]);
    expect(new Set(entities).size).toBe(entities.length);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => all.length - index));
  });

  test('is filtered by actor, action and time', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const { id } = await newSample(client, { external_id: 'S-1', experiment_id: experiment });
    const [entry] = await entriesOf(client, `sample/${String(id)}`, 1);
    const at = encodeURIComponent(entry?.at ?? '');
    const entity = `entity=${encodeURIComponent(`sample/${String(id)}`)}`;
    const count = async (query: string) => (await walk<AuditEntry>(client, `${audit}?${entity}&${query}`)).length;

    expect(await count('actor=service_account%2F1')).toBe(1);
    expect(await count('actor=person%2F1')).toBe(0);
    expect(await count('action=CreateSample')).toBe(1);
    expect(await count('action=UpdateSample')).toBe(0);
    expect(await count('outcome=refused')).toBe(0);
    expect(await count(`from=${at}`)).toBe(1);
    expect(await count(`to=${at}`)).toBe(0);
  });
});
