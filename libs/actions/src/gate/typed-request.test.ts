import { beforeAll, describe, expect, test } from '@jest/globals';
import { actionOf, labDeclarations, refusalOf, request } from '../../test/lab.ts';
import type { Gate } from '../declaration.ts';
import { createGate } from './gate.ts';

let create: Gate;
let update: Gate;
let list: Gate;

beforeAll(async () => {
  const lab = await labDeclarations();
  const gate = (name: string): Gate => createGate(actionOf(lab, name));
  create = gate('CreateTube');
  update = gate('UpdateTube');
  list = gate('ListTubes');
});

const emptyTube = {
  rackId: 7,
  label: 'T1',
  note: undefined,
  volume: undefined,
  frozen: false,
  settings: undefined,
  filledAt: undefined,
  mainMark: undefined,
  marks: [],
  color: undefined,
  status: undefined,
  result: undefined,
  places: 0,
  weight: undefined,
};

describe('a typed caller', () => {
  const mark = { name: 'n', text: undefined, weight: 0, words: [] };

  test('gets back what it sent when it keeps the rules', () => {
    const tube = {
      ...emptyTube,
      label: 'T1',
      settings: '{"a":1}',
      marks: [mark],
      mainMark: mark,
      filledAt: '2026-01-01T00:00:00.000Z',
    };

    expect(create.check(tube)).toEqual(tube);
    expect(list.check(list.read(request({ query: 'ids=1&limit=5' })))).toMatchObject({ ids: [1], limit: 5 });
  });

  test.each([
    { message: { ...emptyTube, label: '' }, says: ['body.label string_too_short'] },
    { message: { ...emptyTube, label: '\ud800' }, says: ['body.label string_unicode'] },
    { message: { ...emptyTube, rackId: 'x' }, says: ['path.rack_id int_type'] },
    { message: { ...emptyTube, weight: 2 ** 60 }, says: ['body.weight less_than_equal'] },
    { message: { ...emptyTube, volume: NaN }, says: ['body.volume greater_than_equal'] },
    { message: { ...emptyTube, settings: '{' }, says: ['body.settings json_invalid'] },
    { message: { ...emptyTube, marks: [mark, mark] }, says: ['body.marks.1.name duplicate'] },
    { message: { ...emptyTube, status: 'open' }, says: 'bad_request status_writes_not_permitted' },
    { message: { ...emptyTube, label: { $gt: '' } }, says: ['body.label string_type'] },
    { message: null, says: ['body object_type'] },
  ])('is held to the same rules: $says', ({ message, says }) => {
    expect(refusalOf(() => create.check(message))).toEqual(says);
  });

  test('says what it changes with a mask, in names of code or of the wire', () => {
    const message = { id: 5, label: 'L', note: undefined, marks: [], mainColor: 'red', rack: 'r', status: undefined };

    expect(update.check({ ...message, updateMask: ['note'] })).toMatchObject({ updateMask: ['note'], label: '' });
    expect(update.check({ ...message, updateMask: undefined })).toMatchObject({
      updateMask: ['label', 'mainColor'],
      label: 'L',
    });
    expect(update.check({ ...message, updateMask: ['main_color'] })).toMatchObject({
      updateMask: ['mainColor'],
      mainColor: 'red',
    });
    expect(update.check({ ...message, updateMask: [] })).toMatchObject({ updateMask: [] });
    expect(refusalOf(() => update.check({ ...message, updateMask: ['nothing'] }))).toEqual([
      'body.update_mask literal_error',
    ]);
    expect(refusalOf(() => update.check({ ...message, updateMask: 'note' }))).toEqual(['body.update_mask list_type']);
  });
});
