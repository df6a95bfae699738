import { describe, expect, test } from '@jest/globals';
import { deskNames, deskOf, recordLab } from './record-lab.ts';

const taken = { kind: 'conflict', reason: 'external_id_already_exists' };

describe.each(deskNames)('the external id of %s', (name) => {
  // @req external-id.correct
  test('is corrected as an update of that field, and the old one is free again', async () => {
    const laboratory = recordLab();
    const desk = await deskOf(laboratory, name);
    await desk.create('X-1');

    expect(await desk.correct(1, 'a/B ∂')).toMatchObject({ id: 1, externalId: 'a/B ∂', version: 2 });

    expect(await desk.byExternalId('a/B ∂')).toMatchObject({ id: 1 });
    expect(await desk.byExternalId('X-1')).toMatchObject({ kind: 'not_found' });
    expect(await desk.create('X-1')).toMatchObject({ id: 2 });
    const changes = (await laboratory.log()).flatMap(({ entries }) => entries.flatMap((entry) => entry.changes));
    expect(changes.find(({ version }) => version === 2)).toMatchObject({
      verb: 'updated',
      before: { externalId: 'X-1' },
      after: { externalId: 'a/B ∂' },
    });
  });

  // @req external-id.taken
  test('is not corrected to one that another has', async () => {
    const desk = await deskOf(recordLab(), name);
    await desk.create('X-1');
    await desk.create('X-2');

    expect(await desk.correct(1, 'X-2')).toEqual(taken);
    await desk.archive(2);
    expect(await desk.correct(1, 'X-2')).toMatchObject({ version: 2 });
  });

  // @req external-id.same
  test('stays without a version when it is right', async () => {
    const laboratory = recordLab();
    const desk = await deskOf(laboratory, name);
    const made = await desk.create('X-1');
    const before = await laboratory.log();

    expect(await desk.correct(1, 'X-1')).toEqual(made);
    expect(await laboratory.log()).toEqual(before);
  });

  // @req errors.order
  test('of a record that is not there is not corrected, whatever else is wrong', async () => {
    const desk = await deskOf(recordLab(), name);
    await desk.create('X-1');

    expect(await desk.correct(9, 'X-1', { ifMatch: '"4"' })).toMatchObject({ kind: 'not_found' });
    expect(await desk.correct(1, 'X-1', { ifMatch: '"4"' })).toMatchObject({ kind: 'precondition_failed' });
  });
});
