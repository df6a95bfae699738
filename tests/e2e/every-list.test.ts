import { basePaths, productDeclarations } from '@benchline/actions';
import { beforeAll, expect, test } from '@jest/globals';
import { admin, made, makeKey } from '../harness/administration.ts';
import { describeShape } from '../harness/every-shape.ts';
import { startOneProcess } from '../harness/shapes.ts';
import { walk } from '../harness/walk.ts';
import type { Page } from '../harness/wire.ts';
import { newExperiment, newSample } from './lab-records.ts';

interface Row {
  readonly id?: number;
  readonly seq?: number;
  readonly name?: string;
}

/** Every declared list, by the path where a person reads it. */
const lists = [...productDeclarations().actions.values()]
  .filter(({ method, output }) => method === 'GET' && output.fields.some(({ wireName }) => wireName === 'items'))
  .map(({ name, path, surfaces }) => {
    const base = surfaces.includes('admin') ? basePaths.admin : basePaths.api;
    return [name, `${base}${path.replace('{id}', '1')}`] as const;
  });

const keyOf = ({ id, seq, name }: Row): unknown => id ?? seq ?? name;

describeShape('every list of the product', startOneProcess, (lab) => {
  beforeAll(async () => {
    const { client, people } = lab();
    for (const name of ['one', 'two', 'three']) {
      made(await client.post('/projects', { external_id: name, name }), 201);
      const { id } = await newExperiment(client);
      await newSample(client, { external_id: name, experiment_id: id });
      made(await people.post(`${admin}/people`, { email: `${name}@lab.example`, name, role: 'viewer' }), 201);
      made(await people.post(`${admin}/service-accounts/1/api-keys`, { name, scopes: [] }), 201);
      await makeKey(people, { account: name, role: 'viewer' });
    }
  });

  test('is declared', () => {
    expect(lists.map(([name]) => name)).toEqual(
      expect.arrayContaining(['ListSamples', 'ListPeople', 'ListRoles', 'ListInvitations', 'ListAuditEntries']),
    );
  });

  // @req list.every
  test.each(lists)('%s has the same rows in pages of one as in a page of 200', async (_name, path) => {
    const { people } = lab();

    const rows = await walk<Row>(people, `${path}?limit=1`);
    const first = made(await people.get<Page<Row>>(`${path}?limit=1`), 200);
    const whole = made(await people.get<Page<Row>>(`${path}?limit=200`), 200);

    // The audit grows by itself, at its newest end.
    expect(rows.map(keyOf)).toEqual(whole.items.slice(whole.items.length - rows.length).map(keyOf));
    expect(first.items.length).toBeLessThanOrEqual(1);
    expect(whole.next_cursor).toBeNull();
  });

  // @req list.every
  test.each(lists)(
    '%s refuses other limits, cursors that it did not give, and unknown parameters',
    async (...[, path]) => {
      const { people } = lab();
      const refusal = async (query: string) => {
        const { status, body } = await people.get(`${path}?${query}`);
        return [status, body['detail']];
      };
      const violation = (name: string, type: string) => [
        422,
        [expect.objectContaining({ loc: ['query', name], type })],
      ];

      expect(await refusal('limit=0')).toEqual(violation('limit', 'greater_than_equal'));
      expect(await refusal('limit=201')).toEqual(violation('limit', 'less_than_equal'));
      expect(await refusal('colour=red')).toEqual(violation('colour', 'extra_forbidden'));
      expect(await refusal('cursor=')).toEqual([400, 'invalid_cursor']);
      expect(await refusal('cursor=abc')).toEqual([400, 'invalid_cursor']);
    },
  );
});
