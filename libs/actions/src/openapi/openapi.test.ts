import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { labDeclarations } from '../../test/lab.ts';
import type { Declarations, Surface } from '../declaration.ts';
import { productDeclarations } from '../read/product-declarations.ts';
import { actionsOn } from '../routes.ts';
import type { OpenApiDocument } from './openapi.ts';
import { openApiDocument } from './openapi.ts';

type Json = Readonly<Record<string, unknown>>;

let lab: Declarations;

beforeAll(async () => {
  lab = await labDeclarations();
});

function at(document: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], document);
}

function operationsOf(document: OpenApiDocument): Json[] {
  return Object.values(document['paths'] as Json).flatMap((path) => Object.values(path as Json)) as Json[];
}

/** All values of a key, anywhere. */
function valuesOf(key: string, within: unknown): unknown[] {
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within as Json).flatMap(([name, value]) => [
    ...(name === key ? [value] : []),
    ...valuesOf(key, value),
  ]);
}

const surfaces: readonly Surface[] = ['api', 'integration', 'admin'];

describe.each(surfaces)('the document of %s', (surface) => {
  const documents = (): [Declarations, OpenApiDocument][] =>
    [lab, productDeclarations()].map((all) => [all, openApiDocument(all, { surface, title: 'Lab', version: '1' })]);

  // @req declaration.openapi
  test('has every declared action once, with its scope', () => {
    for (const [all, document] of documents()) {
      const found = operationsOf(document).map((operation) => [operation['operationId'], operation['x-scope']]);
      expect(found.sort()).toEqual(
        actionsOn(all, surface)
          .map(({ name, scope }) => [name, scope])
          .sort(),
      );
    }
  });

  test('refers only to what it has', () => {
    for (const [, document] of documents()) {
      for (const reference of valuesOf('$ref', document)) {
        expect(at(document, ...String(reference).split('/').slice(1))).toBeDefined();
      }
    }
  });

  test('has a parameter for every place in a path', () => {
    for (const [, document] of documents()) {
      for (const [path, operations] of Object.entries(document['paths'] as Json)) {
        const places = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
        for (const operation of Object.values(operations as Json)) {
          const parameters = at(operation, 'parameters') as Json[];
          expect(parameters.filter((one) => one['in'] === 'path').map((one) => one['name'])).toEqual(places);
        }
      }
    }
  });

  test('has schemas that are JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: false });
    for (const [, document] of documents()) {
      for (const schema of valuesOf('schema', document)) expect(ajv.validateSchema(schema as object)).toBe(true);
      for (const schema of Object.values(at(document, 'components', 'schemas') as Json)) {
        expect(ajv.validateSchema(schema as object)).toBe(true);
      }
    }
  });
});

test('says what a write takes and answers', () => {
  const document = openApiDocument(lab, { surface: 'api', title: 'Lab', version: '1' });
  const operation = at(document, 'paths', '/tubes/{id}', 'patch');
  const schema = at(operation, 'requestBody', 'content', 'application/json', 'schema');

  expect(Object.keys(at(schema, 'properties') as Json)).toEqual(['label', 'note', 'marks', 'main_color', 'status']);
  expect(at(schema, 'properties', 'note')).toEqual({ type: ['string', 'null'], maxLength: 20 });
  expect(at(operation, 'parameters')).toEqual([
    { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
    { $ref: '#/components/parameters/IdempotencyKey' },
    { $ref: '#/components/parameters/Reason' },
    { $ref: '#/components/parameters/DryRun' },
    { $ref: '#/components/parameters/IfMatch' },
  ]);
  expect(at(document, 'paths', '/tubes/bulk', 'patch', 'parameters')).not.toContainEqual({
    $ref: '#/components/parameters/IfMatch',
  });
  expect(Object.keys(at(operation, 'responses') as Json)).toEqual(
    expect.arrayContaining(['200', '400', '401', '403', '404', '409', '412', '422', '503']),
  );
});

test('says of a nested message what it is in a request and what in an answer', () => {
  const document = openApiDocument(lab, { surface: 'integration', title: 'Lab', version: '1' });

  expect(at(document, 'components', 'schemas', 'MarkInput', 'required')).toEqual(['name', 'text']);
  expect(at(document, 'components', 'schemas', 'Mark', 'required')).toEqual(['name', 'text', 'weight', 'words']);
  expect(at(document, 'components', 'schemas', 'Tube', 'required')).not.toContain('barcode');
});
