import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { labDeclarations } from '../../test/lab.ts';
import type { Declarations } from '../declaration.ts';
import { productDeclarations } from '../read/product-declarations.ts';
import { actionsOn } from '../routes.ts';
import type { OpenApiDocument, OpenApiOptions } from './openapi.ts';
import { openApiDocument } from './openapi.ts';

type Json = Readonly<Record<string, unknown>>;

const reference = ['GetOpenApiDocument', 'GetDocs'];
let lab: Declarations;

beforeAll(async () => {
  lab = await labDeclarations();
});

function at(document: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], document);
}

function documentOf(...surfaces: OpenApiOptions['surfaces']): OpenApiDocument {
  return openApiDocument(lab, { surfaces, title: 'Lab', version: '1' });
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

const documents: readonly OpenApiOptions['surfaces'][] = [['integration'], ['api', 'admin'], ['admin']];

describe.each(documents.map((surfaces) => [surfaces.join(' and '), surfaces] as const))(
  'the document of %s',
  (_name, surfaces) => {
    const made = (): [Declarations, OpenApiDocument][] =>
      [lab, productDeclarations()].map((all) => [all, openApiDocument(all, { surfaces, title: 'Lab', version: '1' })]);

    // @req declaration.openapi
    test('has every declared action once, with its scope, under a name of its own', () => {
      for (const [all, document] of made()) {
        const found = operationsOf(document).filter(({ operationId }) => !reference.includes(String(operationId)));
        const ids = found.map(({ operationId }) => operationId);

        expect(found.map((operation) => operation['x-scope']).sort()).toEqual(
          surfaces.flatMap((surface) => actionsOn(all, surface).map(({ scope }) => scope)).sort(),
        );
        expect(new Set(ids).size).toBe(ids.length);
      }
    });

    test('refers only to what it has', () => {
      for (const [, document] of made()) {
        for (const to of valuesOf('$ref', document)) {
          expect([to, at(document, ...String(to).split('/').slice(1))]).toEqual([to, expect.anything()]);
        }
      }
    });

    test('has a parameter for every place in a path', () => {
      for (const [, document] of made()) {
        for (const [path, operations] of Object.entries(document['paths'] as Json)) {
          const places = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
          for (const operation of Object.values(operations as Json)) {
            const parameters = (at(operation, 'parameters') ?? []) as Json[];
            expect(parameters.filter((one) => one['in'] === 'path').map((one) => one['name'])).toEqual(places);
          }
        }
      }
    });

    test('links to operations that it has, by parameters that they take', () => {
      for (const [, document] of made()) {
        const byId = new Map(operationsOf(document).map((operation) => [operation['operationId'], operation]));
        for (const link of valuesOf('links', document).flatMap((links) => Object.values(links as Json))) {
          const taken = ((at(byId.get(at(link, 'operationId')), 'parameters') ?? []) as Json[]).map(({ name }) => name);
          expect(taken).toEqual(expect.arrayContaining(Object.keys(at(link, 'parameters') ?? {})));
        }
      }
    });

    test('has schemas that are JSON Schema 2020-12, and examples that fit them', () => {
      for (const [, document] of made()) {
        const ajv = new Ajv2020({ strict: false, validateFormats: false });
        ajv.addSchema(document, 'document');
        for (const content of valuesOf('application/json', document) as Json[]) {
          const fits = ajv.compile({ ...(content['schema'] as Json), components: document['components'] });
          for (const example of Object.values((content['examples'] ?? {}) as Json)) {
            const { value } = example as Json;
            expect([value, fits(value), fits.errors]).toEqual([value, true, null]);
          }
        }
      }
    });
  },
);

describe('of a write, it says', () => {
  test('what may be sent, and what is never taken', () => {
    const document = documentOf('api');
    const operation = at(document, 'paths', '/tubes/{id}', 'patch');
    const schema = at(document, 'components', 'schemas', 'UpdateTubeRequest');

    expect(at(operation, 'requestBody', 'content', 'application/json', 'schema')).toEqual({
      $ref: '#/components/schemas/UpdateTubeRequest',
    });
    expect(Object.keys(at(schema, 'properties') as Json)).toEqual(['label', 'note', 'marks', 'main_color']);
    expect(at(schema, 'properties', 'note')).toMatchObject({ type: ['string', 'null'], maxLength: 20 });
    expect(at(schema, 'properties', 'main_color')).toMatchObject({
      anyOf: [{ type: 'string', enum: ['red', 'blue'] }, { type: 'null' }],
    });
    expect(at(schema, 'not')).toEqual({ required: ['status'], properties: { status: { not: { type: 'null' } } } });
    expect(at(schema, 'description')).toContain('status_writes_not_permitted');
  });

  test.each<[string, unknown, boolean]>([
    ['no text with U+0000', { label: 'a', note: 'a\0' }, false],
    ['no number beyond what all programs keep', { label: 'a', weight: 2 ** 53 }, false],
    ['a length in characters', { label: '𝄞'.repeat(10) }, true],
    ['no forbidden field', { label: 'a', result: 'x' }, false],
    ['a forbidden field that is null', { label: 'a', result: null, status: null }, true],
    ['unknown fields', { label: 'a', unknown: [1] }, true],
  ])('that it takes %s', (_rule, body, expected) => {
    const document = documentOf('integration');
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const fits = ajv.compile({ $ref: '#/components/schemas/CreateTubeRequest', components: document['components'] });

    expect(fits(body)).toBe(expected);
  });

  test('which headers and statuses there are, where they can be', () => {
    const document = documentOf('api');
    const named = (path: string, method: string) =>
      ((at(document, 'paths', path, method, 'parameters') ?? []) as Json[]).map((one) => one['$ref'] ?? one['name']);
    const statuses = (path: string, method: string) =>
      Object.keys(at(document, 'paths', path, method, 'responses') as Json);
    const parameter = '#/components/parameters/';

    expect(named('/tubes/{id}', 'patch')).toEqual([
      'id',
      ...['DryRun', 'IdempotencyKey', 'IfMatch', 'Reason', 'RequestId'].map((name) => parameter + name),
    ]);
    expect(named('/tubes/bulk', 'patch')).not.toContain(`${parameter}IfMatch`);
    expect(statuses('/tubes/{id}', 'patch')).toEqual('200 400 401 403 404 409 412 413 415 422 429 431 503'.split(' '));
    expect(statuses('/racks/{rack_id}/tubes', 'post')).toEqual(expect.arrayContaining(['200', '201']));
    expect(statuses('/tubes/bulk', 'patch')).not.toEqual(expect.arrayContaining(['409']));
    expect(statuses('/tubes', 'get')).toEqual('200 400 401 403 422 429 431 503'.split(' '));
  });

  test('that the version comes with every record, and the marks of a repeat and of a dry run with writes', () => {
    const document = documentOf('integration');
    const headers = (status: string) =>
      Object.keys(at(document, 'paths', '/racks/{rack_id}/tubes', 'post', 'responses', status, 'headers') as Json);

    expect(headers('201')).toEqual(expect.arrayContaining(['X-Request-Id', 'ETag', 'Idempotency-Replayed']));
    expect(headers('200')).toEqual(expect.arrayContaining(['ETag', 'Dry-Run']));
  });
});

test('says of a nested message what it is in a request and what in an answer', () => {
  const document = documentOf('integration');

  expect(at(document, 'components', 'schemas', 'MarkInput', 'required')).toEqual(['name', 'text']);
  expect(at(document, 'components', 'schemas', 'Mark', 'required')).toEqual(['name', 'text', 'weight', 'words']);
  expect(at(document, 'components', 'schemas', 'Tube', 'required')).not.toContain('barcode');
});

test('asks of a row that it names its record, in either way', () => {
  const { components } = openApiDocument(productDeclarations(), {
    surfaces: ['integration'],
    title: 'x',
    version: '1',
  });
  const fits = new Ajv2020({ strict: false, validateFormats: false }).compile({
    $ref: '#/components/schemas/UpdateSampleRow',
    components,
  });

  expect([{ id: 1 }, { id: null, external_id: 'S', experiment_id: 1 }].map((row) => fits(row))).toEqual([true, true]);
  expect([{}, { external_id: 'S' }, { id: null, experiment_id: 1 }].map((row) => fits(row))).toEqual([
    false,
    false,
    false,
  ]);
});

test('names the ways to come in by who may', () => {
  const { paths } = openApiDocument(productDeclarations(), {
    surfaces: ['api', 'admin'],
    title: 'x',
    version: '1',
  });
  const ways = (path: string, method: string) => at(paths, path, method, 'security');

  expect(ways('/auth/sign-in', 'post')).toEqual([]);
  expect(ways('/admin/people', 'post')).toEqual([{ bearer: [] }, { session: [], csrf: [] }]);
  expect(ways('/samples', 'post')).toEqual([{ bearer: [] }, { apiKey: [] }, { session: [], csrf: [] }]);
  expect(ways('/samples', 'get')).toEqual([{ bearer: [] }, { apiKey: [] }, { session: [] }]);
});
