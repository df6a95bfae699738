import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actionOf, refusalOf, request } from '../../test/lab.ts';
import { jsonWriter } from '../json/write-json.ts';
import { productDeclarations } from '../read/product-declarations.ts';
import { createGate } from './gate.ts';

const declaration = actionOf(productDeclarations(), 'CreateExperiment');
const create = createGate(declaration);
const write = jsonWriter(declaration.output);
const kib = 1024;

const writing = (variables: unknown): unknown => {
  const text = JSON.stringify({ external_id: 'E-1', name: 'One', variables_json: variables });
  return refusalOf(() => create.read(request({ body: text })));
};

/** An object of so many bytes as compact JSON. */
function sized(bytes: number, character = 'x'): object {
  const shell = Buffer.byteLength('{"a":""}');
  return { a: character.repeat((bytes - shell) / Buffer.byteLength(character)) };
}

describe('a field that holds a JSON object', () => {
  // @req fields.variables-json
  test.each([[[1]], ['text'], [5], [true], [[]]])('refuses %j', (value) => {
    expect(writing(value)).toEqual(['body.variables_json object_type']);
  });

  // @req fields.variables-json
  test('takes 64 KiB of compact JSON in UTF-8, and not one byte more', () => {
    expect(writing(sized(64 * kib))).toEqual({ accepted: expect.anything() });
    expect(writing(sized(64 * kib + 1))).toEqual(['body.variables_json too_long']);
    expect(writing(sized(64 * kib, 'µ'))).toEqual({ accepted: expect.anything() });
    expect(writing(sized(64 * kib + 2, 'µ'))).toEqual(['body.variables_json too_long']);
  });

  test('is measured without the spaces that it was sent with', () => {
    const text = `{"external_id":"E-1","name":"One","variables_json":{"a":1${' '.repeat(70 * kib)}}}`;

    expect(create.read(request({ body: text }))).toMatchObject({ variablesJson: '{"a":1}' });
  });

  test('may be null or absent', () => {
    expect(writing(null)).toMatchObject({ accepted: { variablesJson: undefined } });
    expect(writing(undefined)).toMatchObject({ accepted: { variablesJson: undefined } });
  });

  // @req fields.variables-json
  test('comes out as the object that came in', () => {
    const value = fc.dictionary(
      fc
        .oneof(fc.string({ unit: 'grapheme', maxLength: 5 }), fc.constantFrom('__proto__', 'constructor', '1'))
        .filter((key) => !key.includes('\0')),
      fc.oneof(
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.constant(null),
      ),
      { maxKeys: 5 },
    );
    fc.assert(
      fc.property(value, (sent) => {
        const text = JSON.stringify({ external_id: 'E-1', name: 'One', variables_json: sent });
        const out = JSON.parse(write(create.read(request({ body: text })))) as { variables_json: unknown };
        expect(JSON.stringify(sorted(out.variables_json))).toBe(
          JSON.stringify(sorted(JSON.parse(JSON.stringify(sent)))),
        );
      }),
      { numRuns: 300 },
    );
  });
});

/** Its members in one order, `__proto__` among them. */
function sorted(value: unknown): unknown {
  return Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1)); // an object by what is sent
}
