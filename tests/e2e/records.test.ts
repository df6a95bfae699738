import { describe, expect, test } from '@jest/globals';
import { eventually } from '@benchline/testing';
import type { Client } from '../harness/client.ts';
import { describeInEveryShape } from '../harness/every-shape.ts';
import { walk } from '../harness/walk.ts';
import type { AuditEntry, Page } from '../harness/wire.ts';
import type { LabRecord, RecordKind } from './records-kinds.ts';
import { newName, newRecord, recordKinds } from './records-kinds.ts';

const because = { reason: 'registered twice' };
const archived = { status: 409, body: { detail: 'archived' } };

interface Walked extends Page<LabRecord> {
  readonly synced_to?: string;
}

/** The last change of a record, as the audit has it. */
function lastEntry(client: Client, entity: string, version: number): Promise<AuditEntry> {
  return eventually(
    async () => {
      const entries = await walk<AuditEntry>(client, `/api/v1/audit?entity=${encodeURIComponent(entity)}`);
      return entries.find((entry) => entry.entity.version === version);
    },
    { timeoutMs: 15_000, intervalMs: 50, what: `version ${String(version)} of ${entity} in the audit` },
  );
}

/** Where a record of the kind is found by its external id. */
function byExternal({ path, within }: RecordKind, needed: object, externalId: string): string {
  return `${path}/by-external/${encodeURIComponent(externalId)}${within(needed)}`;
}

describeInEveryShape('records of every kind', (lab) => {
  describe.each(recordKinds)('$path', (kind) => {
    const { path, text, notFound } = kind;
    const entity = path.slice(1, -1);

    // @req projects.create, experiments.create, samples.create, projects.by-external, etag.read, ids.external-slash
    test('are made, and found by id and by external id', async () => {
      const { client } = lab();
      const needed = await kind.needs(client);
      const external_id = newName();

      const made = await client.post<LabRecord>(path, { external_id, ...needed, [text]: 'one' });
      const again = await client.post(path, { external_id, ...needed });

      expect(made).toMatchObject({ status: 201, body: { external_id, ...needed, [text]: 'one', version: 1 } });
      expect(made.body).not.toHaveProperty('archived_at');
      expect(made.headers.get('etag')).toBe('"1"');
      expect(again).toMatchObject({ status: 409, body: { detail: 'external_id_already_exists' } });
      const byId = await client.get(`${path}/${String(made.body.id)}`);
      expect(byId).toMatchObject({ status: 200, body: made.body });
      expect(byId.headers.get('etag')).toBe('"1"');
      expect(await client.get(byExternal(kind, needed, external_id))).toMatchObject({ status: 200, body: made.body });
      expect(await client.get(byExternal(kind, needed, newName()))).toMatchObject({
        status: 404,
        body: { detail: notFound },
      });
    });

    // @req projects.create, experiments.patch, samples.patch, patch.mask, patch.null-clears, patch.no-change, patch.ignored, etag.if-match
    test('are patched: what is present is written, identity and unknown fields are ignored', async () => {
      const { client } = lab();
      const { id, external_id } = await newRecord(client, path, { ...(await kind.needs(client)), [text]: 'one' });
      const url = `${path}/${String(id)}`;
      const identity = {
        id: 99,
        external_id: 5,
        project_id: 4711,
        experiment_id: 'x',
        code: 'x',
        version: 9,
        other: {},
      };

      const changed = await client.patch(url, { [text]: 'two', ...identity });
      const same = await client.patch(url, { [text]: 'two' });
      const empty = await client.patch(url, {});
      const cleared = await client.patch(url, { [text]: null }, { 'if-match': '"2"' });
      const stale = await client.patch(url, { [text]: 'x' }, { 'if-match': '"2"' });

      expect(changed).toMatchObject({ status: 200, body: { id, external_id, [text]: 'two', version: 2 } });
      expect(same).toMatchObject({ status: 200, text: changed.text });
      expect(empty).toMatchObject({ status: 200, text: changed.text });
      expect(cleared).toMatchObject({ status: 200, body: { [text]: null, version: 3 } });
      expect(stale).toMatchObject({ status: 412, body: { detail: 'version_conflict', version: 3 } });
      expect(await client.patch(`${path}/4711`, {}, { 'if-match': '"1"' })).toMatchObject({
        status: 404,
        body: { detail: notFound },
      });
    });

    // @req fields.custom-delta, fields.custom-twice, fields.custom-sorted
    test('have custom fields, which a patch changes by their names', async () => {
      const { client } = lab();
      const field = (field_name: string, field_value: string | null) => ({ field_name, field_value });
      const needed = await kind.needs(client);
      const { id } = await newRecord(client, path, { ...needed, custom_fields: [field('b', '1'), field('a', '1')] });
      const patch = (custom_fields: unknown) => client.patch(`${path}/${String(id)}`, { custom_fields });

      const changed = await patch([field('c', '2'), field('a', null)]);

      expect(changed.body).toMatchObject({ custom_fields: [field('b', '1'), field('c', '2')], version: 2 });
      expect((await patch([field('d', '1'), field('d', '2')])).status).toBe(422);
      expect((await patch([field('gone', null)])).body).toMatchObject({ version: 2 });
    });

    // @req archive.record, archive.again, archive.no-change, archive.lists, reason.audited
    test('are archived with a reason: off the lists, without their external id, and as they are for good', async () => {
      const { client } = lab();
      const needed = await kind.needs(client);
      const { id, external_id } = await newRecord(client, path, needed);
      const url = `${path}/${String(id)}`;
      const listed = async (query: string) =>
        (await client.get<Page<LabRecord>>(`${path}?ids=${String(id)}${query}`)).body.items.length;

      const tried = await client.post(`${url}/archive?dry_run=true`, because);
      const first = await client.post<LabRecord>(`${url}/archive`, because);
      const again = await client.post(`${url}/archive`, { reason: 'once more' });

      expect(tried).toMatchObject({ status: 200, body: { id, version: 2 } });
      expect(first).toMatchObject({ status: 200, body: { id, external_id, version: 2 } });
      expect(Date.parse(first.body.archived_at ?? '')).not.toBeNaN();
      expect(again).toMatchObject({ status: 200, text: first.text });
      expect(await client.get(url)).toMatchObject({ status: 200, body: first.body });
      expect((await client.get(byExternal(kind, needed, external_id))).status).toBe(404);
      expect([await listed(''), await listed('&archived=false'), await listed('&archived=true')]).toEqual([0, 0, 1]);
      expect(await client.patch(url, {})).toMatchObject(archived);
      expect(await client.post(`${url}/external-id`, { external_id, ...because })).toMatchObject(archived);
      const successor = await newRecord(client, path, { ...needed, external_id });
      expect((await client.get(byExternal(kind, needed, external_id))).body).toEqual(successor);
      expect(await lastEntry(client, `${entity}/${String(id)}`, 2)).toMatchObject({
        ...because,
        before: { archived_at: null },
      });
    });

    // @req external-id.correct, external-id.taken, external-id.same, reason.audited
    test('get another external id with a reason', async () => {
      const { client } = lab();
      const needed = await kind.needs(client);
      const { id, external_id: wrong } = await newRecord(client, path, needed);
      const { external_id: taken } = await newRecord(client, path, needed);
      const url = `${path}/${String(id)}/external-id`;
      const right = `${newName()} %2F ∂`;

      const refused = await client.post(url, { external_id: taken, ...because });
      const corrected = await client.post(url, { external_id: right, ...because });
      const same = await client.post(url, { external_id: right, reason: 'again' });

      expect(refused).toMatchObject({ status: 409, body: { detail: 'external_id_already_exists' } });
      expect(corrected).toMatchObject({ status: 200, body: { id, external_id: right, version: 2 } });
      expect(corrected.headers.get('etag')).toBe('"2"');
      expect(same).toMatchObject({ status: 200, text: corrected.text });
      expect((await client.get(byExternal(kind, needed, right))).body).toEqual(corrected.body);
      expect((await client.get(byExternal(kind, needed, wrong))).status).toBe(404);
      const entry = await lastEntry(client, `${entity}/${String(id)}`, 2);
      expect(entry).toMatchObject({ ...because, before: { external_id: wrong }, after: { external_id: right } });
    });

    // @req archive.reason, ids.in-path, errors.order
    test('are corrected with a reason only, and if they are there', async () => {
      const { client } = lab();
      const { id, external_id } = await newRecord(client, path, await kind.needs(client));
      const refusal = async (url: string, body: unknown, headers = {}) => {
        const answer = await client.post<{ detail: unknown }>(`${path}/${url}`, body, headers);
        return [answer.status, answer.body.detail];
      };
      const missing = [422, [expect.objectContaining({ loc: ['body', 'reason'], type: 'missing' })]];

      expect(await refusal(`${String(id)}/archive`, {})).toEqual(missing);
      expect(await refusal(`${String(id)}/external-id`, { external_id })).toEqual(missing);
      for (const reason of ['', 'x'.repeat(1001), null, 5]) {
        expect((await refusal(`${String(id)}/archive`, { reason }))[0]).toBe(422);
      }
      expect((await refusal('x/archive', because))[0]).toBe(422);
      for (const absent of ['0', '-1', '4711', '99999999999999999999']) {
        expect(await refusal(`${absent}/archive`, because, { 'if-match': '"7"' })).toEqual([404, notFound]);
        expect(await refusal(`${absent}/external-id`, { external_id, ...because })).toEqual([404, notFound]);
      }
    });

    // @req bulk.create, bulk.patch, bulk.row-error, bulk.resume
    test('are made and changed in rows, each judged as if it came alone', async () => {
      const { client } = lab();
      const needed = await kind.needs(client);
      const [a, b, c] = [newName(), newName(), newName()];
      const named = (external_id: string) => ({ external_id, ...(path === '/samples' ? needed : {}) });

      const made = await client.post<{ items: readonly { id: number }[] }>(`${path}/bulk`, {
        items: [a, b, a, c].map((external_id) => ({ external_id, ...needed })),
      });
      const [first, second, , third] = made.body.items.map(({ id }) => id);
      await client.post(`${path}/${String(third)}/archive`, because);
      const items = [
        { id: first, external_id: 7, [text]: 'by id' },
        { ...named(b), [text]: 'by name' },
        { ...named(a), [text]: 'by name' },
        { [text]: 'whose' },
        { id: 'x' },
        5,
        { id: 4711, ...named(a) },
        { id: third, [text]: 'x' },
        { ...named(c), [text]: 'x' },
        { ...named(b), [text]: { $gt: '' } },
      ];
      const key = { 'idempotency-key': newName() };
      const patched = await client.patch<{ items: readonly unknown[] }>(`${path}/bulk`, { items }, key);
      const replayed = await client.patch(`${path}/bulk`, { items }, key);

      expect(made.body).toMatchObject({
        succeeded: 3,
        failed: 1,
        items: [{ status: 201, external_id: a }, {}, {}, {}],
      });
      expect(patched).toMatchObject({ status: 200, body: { succeeded: 3, failed: 7 } });
      expect(patched.body.items).toMatchObject([
        { index: 0, status: 200, id: first, external_id: a },
        { index: 1, status: 200, id: second, external_id: b },
        { index: 2, status: 200, id: first, external_id: a },
        { index: 3, status: 422, detail: [{ loc: ['body', 'id'], type: 'missing' }] },
        { index: 4, status: 422, detail: [{ loc: ['body', 'id'], type: 'int_type' }] },
        { index: 5, status: 422, detail: [{ loc: ['body'], type: 'object_type' }] },
        { index: 6, status: 404, detail: notFound },
        { index: 7, status: 409, detail: 'archived' },
        { index: 8, status: 404, detail: notFound },
        { index: 9, status: 422, detail: [{ loc: ['body', text], type: 'string_type' }] },
      ]);
      for (const row of patched.body.items.slice(0, 3)) {
        if (path === '/samples') expect(row).not.toHaveProperty('code');
        else expect(row).toHaveProperty('code', expect.any(String));
      }
      expect(replayed).toMatchObject({ status: 200, text: patched.text });
      expect(replayed.headers.get('idempotency-replayed')).toBe('true');
      expect((await client.get(`${path}/${String(first)}`)).body).toMatchObject({ [text]: 'by name', version: 3 });
      expect((await client.get(`${path}/${String(third)}`)).body).toMatchObject({ version: 2 });
    });

    // @req projects.list, experiments.list, samples.list, list.unknown-parameter, list.enumerated-filter, list.by-ids
    test('are listed newest first, by their filters', async () => {
      const { client } = lab();
      const needed = await kind.needs(client);
      const made = [];
      for (let each = 0; each < 3; each += 1) made.push(await newRecord(client, path, needed));
      const ids = made.map(({ id }) => id);
      const listed = async (query: string) => (await walk<LabRecord>(client, `${path}?${query}`)).map(({ id }) => id);
      const names = made.slice(1).map(({ external_id }) => `external_ids=${encodeURIComponent(external_id)}`);

      expect((await listed('limit=200')).slice(0, 3)).toEqual(ids.toReversed());
      expect(await listed(`limit=2&ids=${ids.join(',')}`)).toEqual(ids.toReversed());
      expect(await listed(names.join('&'))).toEqual(ids.slice(1).toReversed());
      expect(await listed(`status=${made[0]?.status ?? ''}&ids=${ids.join(',')}`)).toEqual(ids.toReversed());
      for (const query of ['status=lost', 'colour=red', 'archived=1', 'limit=0', 'ids=x', 'updated_since=yesterday']) {
        expect([query, (await client.get(`${path}?${query}`)).status]).toEqual([query, 422]);
      }
      expect(await client.get(`${path}?cursor=x`)).toMatchObject({ status: 400, body: { detail: 'invalid_cursor' } });
    });

    // @req list.updated-since
    test('are walked by last change, and the next walk begins where this one ended', async () => {
      const { client } = lab();
      const needed = await kind.needs(client);
      const made = [await newRecord(client, path, needed), await newRecord(client, path, needed)];
      const [first, second] = made.map(({ id }) => id);
      const since = encodeURIComponent(made[0]?.updated_at ?? '');
      const page = async (query: string) => {
        const { status, body } = await client.get<Walked>(`${path}?limit=200&${query}`);
        return { status, ids: body.items.map(({ id }) => id), syncedTo: encodeURIComponent(body.synced_to ?? '') };
      };

      const start = await page(`updated_since=${since}`);
      await client.patch(`${path}/${String(first)}`, { [text]: 'later' });
      await client.post(`${path}/${String(second)}/archive`, because);
      const all = await page(`updated_since=${since}`);
      const next = await page(`updated_after_cursor=${start.syncedTo}`);
      const gone = await page(`updated_since=${since}&archived=true`);

      expect(start).toMatchObject({ status: 200, ids: [first, second], syncedTo: expect.stringMatching(/./) });
      expect(all.ids).toEqual([first]);
      expect(next.ids).toEqual([first]);
      expect(gone.ids).toEqual([second]);
    });
  });
});
