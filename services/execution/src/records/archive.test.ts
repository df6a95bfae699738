import { describe, expect, test } from '@jest/globals';
import { deskNames, deskOf, recordLab } from './record-lab.ts';

const archived = { kind: 'conflict', reason: 'archived' };

describe.each(deskNames)('archived %s', (name) => {
  // @req archive.record
  test('are found by id, with the time, and not by their external id', async () => {
    const desk = await deskOf(recordLab(), name);
    const made = await desk.create('X-1');

    const answered = await desk.archive(1);

    const time = { archivedAt: expect.any(String), updatedAt: expect.any(String) };
    expect(answered).toEqual({ ...made, ...time, version: 2 });
    expect(await desk.byId(1)).toEqual(answered);
    expect(await desk.byExternalId('X-1')).toMatchObject({ kind: 'not_found' });
  });

  // @req archive.record
  test('free their external id for another one', async () => {
    const desk = await deskOf(recordLab(), name);
    await desk.create('X-1');

    await desk.archive(1);

    expect(await desk.create('X-1')).toMatchObject({ id: 2, externalId: 'X-1' });
    expect(await desk.byExternalId('X-1')).toMatchObject({ id: 2 });
    expect(await desk.byId(1)).toMatchObject({ externalId: 'X-1' });
  });

  // @req archive.lists
  test('leave the lists, and stand alone on one of their own', async () => {
    const desk = await deskOf(recordLab(), name);
    for (const externalId of ['X-1', 'X-2', 'X-3']) await desk.create(externalId);

    await desk.archive(2);

    expect(await desk.list()).toEqual(['X-3', 'X-1']);
    expect(await desk.list({ archived: false })).toEqual(['X-3', 'X-1']);
    expect(await desk.list({ archived: true })).toEqual(['X-2']);
    expect(await desk.list({ ids: [1, 2] })).toEqual(['X-1']);
    expect(await desk.list({ ids: [1, 2], archived: true })).toEqual(['X-2']);
    expect(await desk.list({ externalIds: ['X-1', 'X-2'] })).toEqual(['X-1']);
    expect(await desk.list({ externalId: 'X-2', archived: true })).toEqual(['X-2']);
  });

  // @req archive.again
  test('stay as they are when they are archived again, without an entry in the log', async () => {
    const laboratory = recordLab();
    const desk = await deskOf(laboratory, name);
    await desk.create('X-1');
    const first = await desk.archive(1);
    const before = await laboratory.log();

    expect(await desk.archive(1)).toEqual(first);
    expect(await laboratory.log()).toEqual(before);
  });

  // @req archive.no-change
  test('are not changed any more', async () => {
    const desk = await deskOf(recordLab(), name);
    await desk.create('X-1');
    await desk.archive(1);

    expect(await desk.update(1, { [desk.text]: 'other' })).toEqual(archived);
    expect(await desk.update(1, {})).toEqual(archived);
    expect(await desk.correct(1, 'X-2')).toEqual(archived);
    expect(await desk.correct(1, 'X-1')).toEqual(archived);
    expect(await desk.updateRows([{ id: 1, fields: { [desk.text]: 'other' } }])).toEqual(['archived']);
  });

  // @req errors.order
  test('answer with their version first', async () => {
    const desk = await deskOf(recordLab(), name);
    await desk.create('X-1');
    await desk.archive(1);

    const refused = await desk.update(1, {}, { ifMatch: '"1"' });

    expect(refused).toEqual({ kind: 'precondition_failed', reason: 'version_conflict' });
    expect(await desk.archive(9, { ifMatch: '"1"' })).toMatchObject({ kind: 'not_found' });
  });

  test('are told of as such, with what changed', async () => {
    const laboratory = recordLab();
    const desk = await deskOf(laboratory, name);
    await desk.create('X-1');

    await desk.archive(1, { reason: 'registered twice' });

    const [entry] = (await laboratory.log()).at(-1)?.entries ?? [];
    expect(entry).toMatchObject({
      reason: 'registered twice',
      changes: [
        {
          verb: 'archived',
          before: { archivedAt: null },
          after: { archivedAt: expect.any(String) },
          names: [{ name: 'X-1', id: null }],
        },
      ],
    });
  });
});
