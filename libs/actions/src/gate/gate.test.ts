import { beforeAll, describe, expect, test } from '@jest/globals';
import { actionOf, labDeclarations, refusalOf, request } from '../../test/lab.ts';
import type { Gate } from '../declaration.ts';
import { createGate } from './gate.ts';

let create: Gate;
let update: Gate;
let seal: Gate;

beforeAll(async () => {
  const lab = await labDeclarations();
  const gate = (name: string): Gate => createGate(actionOf(lab, name));
  create = gate('CreateTube');
  update = gate('UpdateTube');
  seal = gate('SealTube');
});

const path = { rack_id: '7' };
const creating = (body: unknown): unknown => refusalOf(() => create.read(request({ path, body })));
const updating = (body: unknown): unknown => refusalOf(() => update.read(request({ path: { id: '5' }, body })));
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

describe('a body', () => {
  // @req errors.json-syntax
  test.each([
    { what: 'no JSON', body: '{"label":', says: 'body json_invalid' },
    { what: 'a list', body: '[]', says: 'body object_type' },
    { what: 'null', body: 'null', says: 'body object_type' },
    { what: 'a number', body: '5', says: 'body object_type' },
  ])('that is $what is refused as a whole', ({ body, says }) => {
    expect(creating(body)).toEqual([says]);
  });

  test('that is not UTF-8 is refused, and its bytes are not told', () => {
    const body = new Uint8Array([0x22, 0xff, 0x22]);

    expect(refusalOf(() => create.read({ path, query: [], body }))).toEqual(['body json_invalid']);
  });

  test('may be absent where nothing has to be in it', () => {
    expect(seal.read(request({ path: { id: '5' } }))).toEqual({ id: 5, reason: undefined });
    expect(creating(undefined)).toEqual(['body missing']);
    expect(updating(undefined)).toEqual(['body missing']);
  });

  test('may be 10,000 levels deep, and is then refused without harm', () => {
    const deep = `{"label":"T1","note":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;

    expect(creating(deep)).toEqual(['body.note.0.0.0.0.0.0 too_deep']);
  });

  test('is looked at in its unknown fields too', () => {
    expect(creating('{"label":"T1","other":{"a":["\\ud800"]}}')).toEqual(['body.other.a.0 string_unicode']);
    expect(creating('{"label":"T1","other":12345678901234567890}')).toEqual(['body.other less_than_equal']);
    expect(creating('{"label":"T1","a\\u0000b":1}')).toEqual(['body.a\0b string_nul']);
    expect(creating('{"label":"T1","\\udc00":1}')).toEqual(['body.\ufffd string_unicode']);
  });

  test('may have 31 levels below it and no more', () => {
    const nested = (levels: number): string => `{"label":"T1","other":${'['.repeat(levels)}${']'.repeat(levels)}}`;

    expect(creating(nested(31))).toEqual({ accepted: emptyTube });
    expect(creating(nested(32))).toEqual([expect.stringContaining('too_deep')]);
  });

  // @req patch.ignored
  test('has its unknown fields ignored', () => {
    expect(creating({ label: 'T1', code: 'x', constructor: 1, __proto__: { note: 'x' } })).toEqual({
      accepted: emptyTube,
    });
    expect(creating('{"label":"T1","__proto__":{"note":"x"}}')).toEqual({ accepted: emptyTube });
  });
});

describe('a field', () => {
  // @req declaration.field-rules
  test.each([
    { body: {}, says: 'body.label missing' },
    { body: { label: null }, says: 'body.label string_type' },
    { body: { label: 5 }, says: 'body.label string_type' },
    { body: { label: { $gt: '' } }, says: 'body.label string_type' },
    { body: { label: '' }, says: 'body.label string_too_short' },
    { body: { label: 'x'.repeat(11) }, says: 'body.label string_too_long' },
    { body: { label: 'a!' }, says: 'body.label string_pattern_mismatch' },
    { body: { label: 'a\0' }, says: 'body.label string_nul' },
    { body: { label: '\ud83d' }, says: 'body.label string_unicode' },
    { body: { label: 'a', volume: -1 }, says: 'body.volume greater_than_equal' },
    { body: { label: 'a', volume: '1' }, says: 'body.volume float_type' },
    { body: { label: 'a', frozen: 'true' }, says: 'body.frozen bool_type' },
    { body: { label: 'a', frozen: null }, says: 'body.frozen bool_type' },
    { body: { label: 'a', color: 'green' }, says: 'body.color literal_error' },
    { body: { label: 'a', color: 5 }, says: 'body.color string_type' },
    { body: { label: 'a', places: 5 }, says: 'body.places less_than_equal' },
    { body: { label: 'a', places: true }, says: 'body.places int_type' },
    { body: { label: 'a', places: '2' }, says: 'body.places int_type' },
    { body: { label: 'a', places: 1.5 }, says: 'body.places int_type' },
    { body: { label: 'a', weight: 2 ** 53 }, says: 'body.weight less_than_equal' },
    { body: { label: 'a', weight: -(2 ** 53) }, says: 'body.weight greater_than_equal' },
    { body: '{"label":"a","weight":1e400}', says: 'body.weight less_than_equal' },
    { body: { label: 'a', marks: null }, says: 'body.marks list_type' },
    { body: { label: 'a', marks: {} }, says: 'body.marks list_type' },
    { body: { label: 'a', marks: [5] }, says: 'body.marks.0 object_type' },
    { body: { label: 'a', marks: [{ name: 'n' }] }, says: 'body.marks.0.text missing' },
    {
      body: { label: 'a', marks: [{ name: 'n', text: null, words: ['123456'] }] },
      says: 'body.marks.0.words.0 string_too_long',
    },
    { body: { label: 'a', main_mark: { text: 't' } }, says: 'body.main_mark.name missing' },
    { body: { label: 'a', settings: { long: 'ü'.repeat(40) } }, says: 'body.settings too_long' },
    { body: { label: 'a', filled_at: 'yesterday' }, says: 'body.filled_at datetime_parsing' },
    { body: { label: 'a', filled_at: '2026-02-30T00:00:00Z' }, says: 'body.filled_at datetime_parsing' },
    { body: { label: 'a', filled_at: '2026-02-28T00:00:00' }, says: 'body.filled_at datetime_parsing' },
    { body: { label: 'a', filled_at: '0001-01-01T00:00:00+01:00' }, says: 'body.filled_at datetime_parsing' },
  ])('breaking its rule is told with place and word: $says', ({ body, says }) => {
    expect(creating(body)).toEqual([says]);
  });

  test('is measured in code points', () => {
    expect(creating({ label: '🧬'.repeat(10) })).toMatchObject({ accepted: { label: '🧬'.repeat(10) } });
    expect(creating({ label: '🧬'.repeat(11) })).toEqual(['body.label string_too_long']);
  });

  test('that is an integer may be written 1.0', () => {
    expect(creating('{"label":"T1","places":1.0,"weight":9007199254740991}')).toEqual({
      accepted: { ...emptyTube, places: 1, weight: 9007199254740991 },
    });
  });

  test('twice in a list under its unique name is a duplicate', () => {
    const marks = [
      { name: 'a', text: null },
      { name: 'b', text: null },
      { name: 'a', text: 'x' },
    ];

    expect(creating({ label: 'T1', marks })).toEqual(['body.marks.2.name duplicate']);
  });

  test('breaking its rule does not hide the others', () => {
    expect(creating({ places: 9, marks: [{ name: '', text: 5 }] })).toEqual([
      'body.label missing',
      'body.marks.0.name string_too_short',
      'body.marks.0.text string_type',
      'body.places less_than_equal',
    ]);
  });

  test('that is a list too long by far is one violation, quickly', () => {
    const marks = Array.from({ length: 100_000 }, () => ({}));
    const refusal = creating({ label: 'T1', marks });

    expect(refusal).toContainEqual('body.marks too_long');
    expect((refusal as string[]).length).toBeLessThan(20);
  });
});

describe('a message', () => {
  test('has every field in the order of the declaration, unset ones undefined', () => {
    const { accepted } = creating({ weight: 3, label: 'T1' }) as { accepted: object };

    expect(accepted).toEqual({ ...emptyTube, weight: 3 });
    expect(Object.keys(accepted)).toEqual(Object.keys(emptyTube));
  });

  // @req declaration.json-mapping
  test('has null as unset, times in UTC, settings as canonical JSON', () => {
    const body = {
      label: 'T1',
      note: null,
      filled_at: '2026-03-01T00:30:00.5+01:00',
      settings: { b: 1, a: [null, { y: 1, x: -0 }] },
      marks: [{ name: 'n', text: null }],
    };

    expect(creating(body)).toEqual({
      accepted: {
        ...emptyTube,
        filledAt: '2026-02-28T23:30:00.500Z',
        settings: '{"a":[null,{"x":0,"y":1}],"b":1}',
        marks: [{ name: 'n', text: undefined, weight: 0, words: [] }],
      },
    });
  });

  test('has one zero, as JSON has', () => {
    const { accepted } = creating('{"label":"T1","weight":-0,"volume":-0.0}') as { accepted: Record<string, unknown> };

    expect(Object.is(accepted['weight'], 0) && Object.is(accepted['volume'], 0)).toBe(true);
  });

  test('of equal bodies in another order has the same JSON text', () => {
    const one = creating('{"label":"T1","weight":3,"settings":{"a":1,"b":2}}');
    const other = creating('{"settings":{"b":2.0,"a":1},"weight":3,"label":"T1"}');

    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });
});

describe('a forbidden field', () => {
  test('is refused with its own word, whatever its value', () => {
    expect(creating({ label: 'T1', status: 'open' })).toBe('bad_request status_writes_not_permitted');
    expect(creating({ label: 'T1', status: { a: [] } })).toBe('bad_request status_writes_not_permitted');
    expect(creating({ label: 'T1', status: false })).toBe('bad_request status_writes_not_permitted');
    expect(updating({ status: 'open' })).toBe('bad_request status_writes_not_permitted');
  });

  test('may be null', () => {
    expect(creating({ label: 'T1', status: null, result: null })).toEqual({ accepted: emptyTube });
  });

  test('comes after validation, and in declared order', () => {
    expect(creating({ status: 'open' })).toEqual(['body.label missing']);
    expect(creating({ label: 'T1', result: 1, status: 1 })).toBe('bad_request status_writes_not_permitted');
  });
});

describe('a change', () => {
  // @req declaration.json-mapping, patch.mask
  test('carries the names of the keys present, in declared order', () => {
    expect(updating({ note: null, label: 'L', unknown: 1, id: 9 })).toEqual({
      accepted: {
        id: 5,
        updateMask: ['label', 'note'],
        label: 'L',
        note: undefined,
        marks: [],
        mainColor: undefined,
        rack: undefined,
        status: undefined,
      },
    });
    expect(updating({})).toMatchObject({ accepted: { updateMask: [] } });
  });

  // @req declaration.field-rules, patch.ignored
  test('ignores immutable fields and a mask of its own, whatever they hold', () => {
    expect(updating({ rack: 5, update_mask: 'x', marks: [] })).toMatchObject({
      accepted: { updateMask: ['marks'], rack: undefined },
    });
  });

  test('refuses null where there is no null', () => {
    expect(updating({ label: null })).toEqual(['body.label string_type']);
    expect(updating({ marks: null })).toEqual(['body.marks list_type']);
  });

  test('has no mask for null in a forbidden field', () => {
    expect(updating({ status: null })).toMatchObject({ accepted: { updateMask: [] } });
  });
});
