import { beforeAll, expect, test } from '@jest/globals';
import { actionOf, labDeclarations, refusalOf } from '../../test/lab.ts';
import type { BulkInputRow, Gate } from '../declaration.ts';
import type { CommandGate } from './command-gate.ts';
import { createCommandGate } from './command-gate.ts';
import { createGate } from './gate.ts';

let create: CommandGate;
let createByHttp: Gate;
let update: CommandGate;
let seal: CommandGate;

beforeAll(async () => {
  const lab = await labDeclarations();
  create = createCommandGate(actionOf(lab, 'CreateTube'));
  createByHttp = createGate(actionOf(lab, 'CreateTube'));
  update = createCommandGate(actionOf(lab, 'UpdateTube'));
  seal = createCommandGate(actionOf(lab, 'SealTube'));
});

const bytesOf = (body: unknown): Uint8Array =>
  new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
const brief = (rows: readonly BulkInputRow[]): readonly unknown[] =>
  rows.map((row) =>
    row.ok
      ? row.input
      : refusalOf(() => {
          throw row.error;
        }),
  );
/** What came in, row by row, or how the body as a whole was refused. */
const reading = (gate: CommandGate, body: unknown): unknown => {
  const read = refusalOf(() => {
    const { many, rows } = gate.read(bytesOf(body));
    return { many, rows: brief(rows) };
  });
  return (read as { readonly accepted?: unknown }).accepted ?? read;
};
const unset = { label: '', note: undefined, marks: [], mainColor: undefined, rack: undefined, status: undefined };

test('takes an object as the input of one action, and an array as the inputs of several', () => {
  expect(reading(seal, { id: 7, reason: 'full' })).toEqual({ many: false, rows: [{ id: 7, reason: 'full' }] });
  expect(reading(seal, [{ id: 7 }])).toEqual({ many: true, rows: [{ id: 7, reason: undefined }] });
  expect(reading(seal, [{ id: 8 }, { id: 7 }])).toMatchObject({ many: true, rows: [{ id: 8 }, { id: 7 }] });
});

test('reads what HTTP has in the path from the field of that name in the body, and makes the same input of it', () => {
  const rest = { label: 'T1', places: 2, volume: 1.5, marks: [{ name: 'm', text: 't', weight: 1, words: ['w'] }] };
  const byHttp = createByHttp.read({ path: { rack_id: '5' }, query: [], body: bytesOf(rest) });

  expect(reading(create, { ...rest, rack_id: 5 })).toEqual({ many: false, rows: [byHttp] });
});

test.each([
  { body: { label: 'T1', places: 1 }, says: ['body.rack_id missing'] },
  { body: { label: 'T1', places: 1, rack_id: null }, says: ['body.rack_id int_type'] },
  { body: { label: 'T1', places: 1, rack_id: '5' }, says: ['body.rack_id int_type'] },
])('names the field of the body where a record is not named: $body', ({ body, says }) => {
  expect(reading(create, body)).toEqual({ many: false, rows: [says] });
});

// @req patch.ignored
test.each([
  { body: { id: 3, note: 'n' }, becomes: { updateMask: ['note'], note: 'n' } },
  { body: { id: 3, note: null }, becomes: { updateMask: ['note'] } },
  { body: { id: 3 }, becomes: { updateMask: [] } },
  { body: { id: 3, rack: 'r', other: 1, note: 'n' }, becomes: { updateMask: ['note'], note: 'n' } },
])('takes the keys that a change carries, and no others, as what it writes: $body', ({ body, becomes }) => {
  expect(reading(update, body)).toEqual({ many: false, rows: [{ id: 3, ...unset, ...becomes }] });
});

test('judges each input of an array as if it came alone, in order', () => {
  const body = '[{"id":1},5,{"id":2,"label":""},{"id":3,"status":"open"},{"note":"\\ud800","id":4},null,[],{"id":5}]';

  expect(reading(update, body)).toEqual({
    many: true,
    rows: [
      { id: 1, updateMask: [], ...unset },
      ['body object_type'],
      ['body.label string_too_short'],
      'bad_request status_writes_not_permitted',
      ['body.note string_unicode'],
      ['body object_type'],
      ['body object_type'],
      { id: 5, updateMask: [], ...unset },
    ],
  });
});

// @req bulk.size
test('takes a thousand inputs, and neither none nor one more', () => {
  const inputs = Array.from({ length: 1_000 }, (_, index) => ({ id: index + 1 }));
  const { rows } = seal.read(bytesOf(inputs));

  expect(rows).toHaveLength(1_000);
  expect(rows.every(({ ok }) => ok)).toBe(true);
  expect(reading(seal, [])).toEqual(['body too_short']);
  expect(reading(seal, [...inputs, { id: 1 }])).toEqual(['body too_long']);
});

test.each([
  ['nothing', new Uint8Array()],
  ['half an object', bytesOf('{"id":')],
  ['two objects', bytesOf('{"id":1}{"id":2}')],
  ['NaN', bytesOf('{"id":NaN}')],
  ['bytes that are no UTF-8', new Uint8Array([...bytesOf('{"id":1,"reason":"'), 0xff, ...bytesOf('"}')])],
  ['UTF-16', new Uint8Array(Buffer.from('{"id":1}', 'utf16le'))],
])('refuses %s as a whole, and says nothing of what was in it', (_what, body) => {
  expect(refusalOf(() => seal.read(body))).toEqual(['body json_invalid']);
});

test.each(['5', '"text"', 'true', 'null'])('refuses %s as a whole: it is neither an object nor an array', (body) => {
  expect(refusalOf(() => seal.read(bytesOf(body)))).toEqual(['body object_type']);
});

test('tells an input of ten violations at most, alone and among others', () => {
  const marks = Array.from({ length: 50 }, () => ({}));
  const broken = { id: 1, marks };
  const counts = [broken, [broken, { id: 2 }]].map((body) => {
    const [row] = update.read(bytesOf(body)).rows;
    return row?.ok === false ? row.error.violations?.length : 0;
  });

  expect(counts).toEqual([10, 10]);
});
