import { describe, expect, test } from '@jest/globals';
import { deskNames, deskOf, recordLab } from './record-lab.ts';

describe.each(deskNames)('changes of %s', (name) => {
  // @req patch.mask, patch.null-clears, versions.start
  test('write what was sent, clear what was sent without a value, and leave the rest', async () => {
    const desk = await deskOf(recordLab(), name);
    const customFields = [{ fieldName: 'island', fieldValue: 'Dream' }];
    await desk.create('X-1', { [desk.text]: 'one', customFields });

    const changed = await desk.update(1, { [desk.text]: 'two' });
    const cleared = await desk.update(1, { [desk.text]: undefined });

    expect(changed).toMatchObject({ [desk.text]: 'two', customFields, version: 2, externalId: 'X-1' });
    expect(cleared).toMatchObject({ customFields, version: 3 });
    expect(cleared).not.toHaveProperty(desk.text, expect.anything());
  });

  // @req patch.no-change
  test('that say nothing new make no version and no entry in the log', async () => {
    const laboratory = recordLab();
    const desk = await deskOf(laboratory, name);
    const made = await desk.create('X-1', { [desk.text]: 'one' });
    const before = await laboratory.log();

    expect(await desk.update(1, { [desk.text]: 'one', customFields: [] })).toEqual(made);
    expect(await desk.update(1, {})).toEqual(made);
    expect(await laboratory.log()).toEqual(before);
  });

  // @req bulk.patch
  test('come in rows that name their record by id or by external id, each judged after those before it', async () => {
    const desk = await deskOf(recordLab(), name);
    for (const externalId of ['X-1', 'X-2', 'X-3']) await desk.create(externalId);
    await desk.archive(3);

    const rows = await desk.updateRows([
      { id: 1, fields: { [desk.text]: 'a' } },
      { externalId: 'X-2', fields: { [desk.text]: 'b' } },
      { externalId: 'X-1', fields: { [desk.text]: 'c' } },
      { id: 9, fields: {} },
      { id: 3, fields: {} },
      { externalId: 'X-3', fields: {} },
    ]);

    const notFound = `${name.slice(0, -1)}_not_found`;
    expect(rows).toEqual([1, 2, 1, notFound, 'archived', notFound]);
    expect(await desk.byId(1)).toMatchObject({ [desk.text]: 'c', version: 3 });
    expect(await desk.byId(2)).toMatchObject({ [desk.text]: 'b', version: 2 });
  });

  // @req fields.custom-sorted
  test('leave a record with at most 100 custom fields', async () => {
    const desk = await deskOf(recordLab(), name);
    const some = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ fieldName: `${prefix}${String(index)}`, fieldValue: 'v' }));
    await desk.create('X-1', { customFields: some('a', 99) });

    expect(await desk.update(1, { customFields: some('b', 2) })).toMatchObject({ reason: 'validation_failed' });
    expect(await desk.update(1, { customFields: some('b', 1) })).toMatchObject({ version: 2 });
  });
});
