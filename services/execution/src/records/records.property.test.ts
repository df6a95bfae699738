import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Answer, Desk, DeskName } from './record-lab.ts';
import { deskNames, deskOf, recordLab } from './record-lab.ts';
import type { Deed, Outcome, Shelf } from './record-model.ts';
import { holder, modelled } from './record-model.ts';

const names = ['A', 'a', 'B/1', 'E-1'];
const desk = fc.constantFrom(...deskNames);
const id = fc.integer({ min: 0, max: 3 });
const externalId = fc.constantFrom(...names);
const text = fc.constantFrom('x', 'y', undefined);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('create' as const), desk, externalId, parent: id }) },
  fc.record({ does: fc.constant('update' as const), desk, id, text }),
  fc.record({ does: fc.constant('row' as const), desk, ref: fc.oneof(id, externalId), text }),
  fc.record({ does: fc.constant('archive' as const), desk, id }),
  fc.record({ does: fc.constant('correct' as const), desk, id, externalId }),
);

type Desks = Readonly<Record<DeskName, Desk>>;

async function perform(desks: Desks, deed: Deed): Promise<unknown> {
  const { text: field, ...one } = desks[deed.desk];
  switch (deed.does) {
    case 'create': {
      const projectId = deed.parent === 0 ? undefined : deed.parent;
      const parent = { projects: {}, experiments: { projectId }, samples: { experimentId: deed.parent } }[deed.desk];
      return told(await one.create(deed.externalId, parent));
    }
    case 'update':
      return told(await one.update(deed.id, { [field]: deed.text }));
    case 'row': {
      const name = typeof deed.ref === 'string' ? { externalId: deed.ref } : { id: deed.ref };
      return (await one.updateRows([{ ...name, fields: { [field]: deed.text } }]))[0];
    }
    case 'archive':
      return told(await one.archive(deed.id));
    case 'correct':
      return told(await one.correct(deed.id, deed.externalId));
  }
}

function told(answer: Answer): unknown {
  return 'reason' in answer ? answer.reason : [answer.id, answer.version, answer.externalId];
}

function expected(deed: Deed, outcome: Outcome): unknown {
  if (typeof outcome === 'string') return outcome;
  return deed.does === 'row' ? outcome.id : [outcome.id, outcome.version, outcome.externalId];
}

async function expectShelf(desks: Desks, shelf: Shelf): Promise<void> {
  for (const name of deskNames) {
    const { text: field, ...one } = desks[name];
    for (const { id, externalId, version, text, archived } of shelf[name]) {
      const record = await one.byId(id);
      expect(record).toMatchObject({ id, externalId, version });
      expect(Object.entries(record).find(([name]) => name === field)?.[1]).toBe(text);
      expect('archivedAt' in record && record.archivedAt !== undefined).toBe(archived);
    }
    const newest = shelf[name].toReversed();
    const listed = (archived: boolean) => newest.filter((record) => record.archived === archived);
    expect(await one.list()).toEqual(listed(false).map(({ externalId }) => externalId));
    expect(await one.list({ archived: true })).toEqual(listed(true).map(({ externalId }) => externalId));
    for (const externalId of names) {
      const found = told(await one.byExternalId(externalId));
      const held = holder(shelf, name, { externalId, parent: 1 });
      expect(found).toEqual(
        held === undefined ? `${name.slice(0, -1)}_not_found` : [held.id, held.version, externalId],
      );
    }
  }
}

// @req ids.contiguous, archive.record, external-id.correct, bulk.patch
test('whatever is done with records in whatever order, they are as the contract says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 40 }), async (deeds) => {
      const laboratory = recordLab();
      const desks = {
        projects: await deskOf(laboratory, 'projects'),
        samples: await deskOf(laboratory, 'samples'),
        experiments: await deskOf(laboratory, 'experiments'),
      };
      const first = { id: 1, externalId: 'E-1', parent: undefined, text: undefined, version: 1, archived: false };
      let shelf: Shelf = { projects: [], experiments: [first], samples: [] };
      for (const one of deeds) {
        const next = modelled(shelf, one);
        expect([one, await perform(desks, one)]).toEqual([one, expected(one, next.outcome)]);
        shelf = next.shelf;
      }
      await expectShelf(desks, shelf);
    }),
    { numRuns: 200 },
  );
});
