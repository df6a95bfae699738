import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actionOf, labDeclarations } from '../../test/lab.ts';
import type { MessageDeclaration } from '../declaration.ts';
import { toWire } from './to-wire.ts';
import { jsonWriter } from './write-json.ts';

let tube: MessageDeclaration;
let page: MessageDeclaration;

beforeAll(async () => {
  const lab = await labDeclarations();
  tube = actionOf(lab, 'CreateTube').output;
  page = actionOf(lab, 'ListTubes').output;
});

const one = {
  id: 9007199254740991,
  label: 'a"\\\n\u2028🧬',
  note: undefined,
  volume: 1.5,
  frozen: true,
  settings: '{"a":[1,null]}',
  filledAt: '2026-01-01T00:00:00.000Z',
  mainMark: { name: 'n', text: undefined, weight: 1, words: ['x'] },
  marks: [],
  barcode: undefined,
  owner: 'me',
  status: 'open',
  version: 1,
};

const wire = {
  id: 9007199254740991,
  label: 'a"\\\n\u2028🧬',
  note: null,
  volume: 1.5,
  frozen: true,
  settings: { a: [1, null] },
  filled_at: '2026-01-01T00:00:00.000Z',
  main_mark: { name: 'n', text: null, weight: 1, words: ['x'] },
  marks: [],
  owner: 'me',
  status: 'open',
  version: 1,
};

// @req declaration.json-mapping
test('writes wire names in declared order, unset fields as null or not at all, json fields as their value', () => {
  expect(jsonWriter(tube)(one)).toBe(JSON.stringify(wire));
  expect(toWire(tube, one)).toEqual(wire);
  expect(JSON.parse(jsonWriter(tube)({ ...one, barcode: 'b' }))).toMatchObject({ barcode: 'b' });
});

test('writes lists of messages, and empty ones', () => {
  expect(jsonWriter(page)({ items: [one, one], nextCursor: undefined })).toBe(
    JSON.stringify({ items: [wire, wire], next_cursor: null }),
  );
  expect(jsonWriter(page)({})).toBe('{"items":[],"next_cursor":null}');
});

test('writes unset times, messages and settings as null', () => {
  const unset = { ...one, filledAt: undefined, mainMark: undefined, settings: '' };

  expect(jsonWriter(tube)(unset)).toBe(JSON.stringify({ ...wire, filled_at: null, main_mark: null, settings: null }));
  expect(toWire(tube, unset)).toMatchObject({ filled_at: null, main_mark: null, settings: null });
});

test('writes any text as JSON.stringify does, lone surrogates escaped', () => {
  const write = jsonWriter(tube);
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom('\ud800', '\udc00', '\0', 'a')),
      (text, odd) => {
        const label = text + odd.join('');
        expect(write({ ...one, label })).toBe(JSON.stringify({ ...wire, label }));
      },
    ),
  );
});

test('writes each character of the basic plane as JSON.stringify does', () => {
  const write = jsonWriter(tube);
  const differing = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
    (label) => !write({ label }).startsWith(`{"id":null,"label":${JSON.stringify(label)},`),
  );

  expect(differing).toEqual([]);
});
