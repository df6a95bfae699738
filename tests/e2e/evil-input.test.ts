import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { integrations, type Client } from '../harness/client.ts';
import { describeInEveryShape } from '../harness/every-shape.ts';
import { newExperiment, newSample } from './lab-records.ts';

const mebibyte = 1024 * 1024;
const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const deepObject = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const sample = (field: string, json: string): string => {
  const fields = { external_id: '"E"', experiment_id: '1', [field]: json };
  return `{${Object.entries(fields)
    .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
    .join(',')}}`;
};

/** What nobody who means well sends, as JSON text. */
const evilValues: readonly string[] = [
  'null', 'true', '-1', '1.5', '1e400', '-0', '9223372036854775808', '18446744073709551616', '9007199254740993', '1e308',
  '""', '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00\\ud800"', '"\\uffff"', '"{{7*7}}"', '"\'; drop table log; --"',
  '[]', '[[]]', '{}', '{"$gt":""}', '{"$where":"sleep(1000)"}', '{"__proto__":{"admin":true}}', '["$ne",null]',
  `"${'x'.repeat(300_000)}"`, deep(40), deepObject(40), '[{"field_name":"$a.b","field_value":"\\u0000"}]',
  '[{"field_name":"__proto__","field_value":"x"}]', '[null]', '[{"field_name":"a"},{"field_name":"a"}]',
]; // prettier-ignore

const fields: readonly string[] = [
  'external_id', 'experiment_id', 'organism', 'donor_source', 'prep_notes', 'cell_count', 'assay', 'custom_fields',
  'qc_status', 'status', 'id', '__proto__', 'constructor', '$set', 'a.b', '',
]; // prettier-ignore

/** Whole bodies. */
const evilBodies: readonly [string, () => string | Uint8Array<ArrayBuffer>][] = [
  ['nothing', () => ''],
  ['a NUL', () => '\0'],
  ['10 MB of NULs', () => new Uint8Array(10 * mebibyte)],
  ['10 MB of JSON', () => sample('organism', `"${'x'.repeat(10 * mebibyte)}"`)],
  ['a million commas', () => `[${','.repeat(mebibyte - 2)}]`],
  ['arrays 10,000 deep', () => deep(10_000)],
  ['objects 10,000 deep', () => deepObject(10_000)],
  ['a field 10,000 deep', () => sample('custom_fields', deep(10_000))],
  ['half of a document', () => '{"external_id": "E", "experi'],
  ['two documents', () => '{}{}'],
  ['a byte order mark alone', () => '\uFEFF'],
  ['UTF-16', () => new Uint8Array(Buffer.from('{"external_id":"E"}', 'utf16le'))],
  ['bytes that are no UTF-8', () => new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
  ['a lone surrogate in UTF-8', () => new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ['a list', () => '[]'],
  ['a string', () => '"hello"'],
  ['a number beyond all', () => '1e999999'],
  ['a key twice', () => '{"external_id":"a","external_id":"b","experiment_id":1}'],
  ['60,000 keys', () => `{${Array.from({ length: 60_000 }, (_, index) => `"k${String(index)}":1`).join(',')}}`],
  ['a prototype', () => '{"__proto__":{"external_id":"E","experiment_id":1},"constructor":{"prototype":{}}}'],
];

const targets: readonly [string, string][] = [
  ['POST', '/samples'],
  ['POST', '/samples/bulk'],
  ['POST', '/experiments'],
  ['PATCH', '/samples/1'],
];

const evilSegments: readonly string[] = [
  '0', '-1', '1.5', '9223372036854775808', '99999999999999999999999999', '1e3', '0x10', 'NaN', 'null', '%00', '%ff',
  '%ed%a0%80', '%F0%9F%A7%AA', '%2e%2e', '..%2f..%2fetc%2fpasswd', '%', '%zz', '$gt', '{"$gt":""}', "1'--", '__proto__',
  'x'.repeat(5_000), '%7B%22%24gt%22%3A%22%22%7D',
]; // prettier-ignore

const evilQueries: readonly string[] = [
  'experiment_id[$gt]=0', 'experiment_id=9223372036854775808', 'experiment_id=-1', 'experiment_id=1e3', 'q=%00', 'q=%ff',
  'q=%ed%a0%80', `q=${'x'.repeat(8_000)}`, 'q={"$gt":""}', 'limit=9999999999999999999', 'cursor=%00', 'cursor=AAAA',
  `cursor=${'A'.repeat(8_000)}`, 'limit', '=', '&&&', '%', '__proto__=1', 'status=$ne', 'external_id=%00', 'q=.*%24%7B1%7D',
  'dry_run=maybe', 'limit=1&limit=1',
]; // prettier-ignore

describeInEveryShape('evil input', (lab) => {
  /** Whatever comes, the answer is no failure of ours, and has the shape that all refusals have. */
  async function decent(client: Client, method: string, path: string, body?: string | Uint8Array<ArrayBuffer>) {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const what = `${method} ${path} ${typeof body === 'string' ? body.slice(0, 80) : ''}`;
    const answer = await client.send<Readonly<Record<string, unknown>>>({
      method,
      path,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    expect([what, answer.status < 500]).toEqual([what, true]);
    if (answer.status >= 400)
      expect([what, answer.body]).toEqual([what, expect.objectContaining({ detail: expect.anything() })]);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\x20-\x7e]{1,128}$/);
    return answer;
  }

  test.each(fields)(
    'in the field %j is answered decently',
    async (field) => {
      const { client } = lab();
      const { id: experiment } = await newExperiment(client);
      const { id } = await newSample(client, { external_id: 'S-1', experiment_id: experiment });

      for (const value of evilValues) {
        await decent(client, 'POST', '/samples', sample(field, value));
        await decent(client, 'PATCH', `/samples/${String(id)}`, `{${JSON.stringify(field)}:${value}}`);
        await decent(client, 'POST', '/samples/bulk', `{"items":[${sample(field, value)}]}`);
      }
    },
    60_000,
  );

  // @req robust.hostile-input, errors.never-5xx
  test.each(evilBodies)(
    'as a body of %s is answered decently',
    async (_name, body) => {
      const { client } = lab();
      await newExperiment(client);

      for (const [method, path] of targets) await decent(client, method, path, body());
    },
    60_000,
  );

  test('in a path or a query is answered decently', async () => {
    const { client } = lab();

    for (const segment of evilSegments) {
      await decent(client, 'GET', `/samples/${segment}`);
      await decent(client, 'GET', `/samples/by-external/${segment}?experiment_id=1`);
      await decent(client, 'GET', `/experiments/${segment}`);
      await decent(client, 'PATCH', `/samples/${segment}`, '{"organism":"x"}');
    }
    for (const query of evilQueries) {
      await decent(client, 'GET', `/samples?${query}`);
      await decent(client, 'GET', `/samples/by-external/E?${query}`);
      await decent(client, 'GET', `/api/v1/audit?${query}`);
      await decent(client, 'POST', `/samples?${query}`, '{}');
    }
  }, 60_000);

  test.each([
    ['an idempotency key that is too long', 'idempotency-key', 'x'.repeat(256)],
    ['an idempotency key that is no ASCII', 'idempotency-key', 'é'],
    ['a version beyond 2^63', 'if-match', '"9223372036854775808"'],
    ['a weak tag', 'if-match', 'W/"1"'],
    ['an operator for a tag', 'if-match', '{"$gt":""}'],
    ['a reason that is too long', 'x-reason', 'x'.repeat(2_000)],
    ['a reason with a lone surrogate', 'x-reason', '\xed\xa0\x80'],
    ['another charset', 'content-type', 'application/json; charset=utf-16'],
    ['an encoding that it does not have', 'content-encoding', 'gzip'],
    ['a request id that is too long', 'x-request-id', 'x'.repeat(500)],
    ['a trace that is none', 'traceparent', '00-zz-zz-00'],
  ])('%s in a header is answered decently', async (_name, name, value) => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const { id } = await newSample(client, { external_id: 'S-1', experiment_id: experiment });

    const answer = await client.send({
      method: 'PATCH',
      path: `/samples/${String(id)}`,
      headers: { 'content-type': 'application/json', [name]: value },
      body: '{"organism":"x"}',
    });

    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\x20-\x7e]{1,128}$/);
  });

  // @req ids.in-path, ids.in-body
  test('an integer that can be no id is 404 in a path and 422 in a body', async () => {
    const { client } = lab();

    for (const id of ['0', '-1', '9223372036854775808', '99999999999999999999']) {
      expect((await decent(client, 'GET', `/samples/${id}`)).status).toBe(404);
    }
    expect((await decent(client, 'GET', '/samples/1.5')).status).toBe(422);
    expect((await decent(client, 'POST', '/samples', sample('experiment_id', '9223372036854775808'))).status).toBe(422);
    expect((await decent(client, 'POST', '/samples', sample('experiment_id', '{"$gt":""}'))).status).toBe(422);
  });

  // @req robust.hostile-input, errors.never-5xx
  test('of any JSON, in any place of a body, is answered decently', async () => {
    const { client } = lab();
    const { id: experiment } = await newExperiment(client);
    const anything = fc.oneof(
      fc.json({ maxDepth: 5 }),
      fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
      fc.constantFrom(...evilValues),
    );
    const body = fc.oneof(
      anything,
      fc.tuple(fc.constantFrom(...fields), anything).map(([field, value]) => sample(field, value)),
      fc.dictionary(fc.string(), anything).map(
        (dictionary) =>
          `{${Object.entries(dictionary)
            .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
            .join(',')}}`,
      ),
    );

    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...targets), body, async ([method, path], text) => {
        await decent(client, method, path, text);
      }),
      { numRuns: 200 },
    );

    expect(await newSample(client, { external_id: 'still works', experiment_id: experiment })).toMatchObject({
      version: 1,
    });
  }, 60_000);

  test('of any path and query is answered decently', async () => {
    const { client } = lab();
    const segment = fc.string({ unit: 'binary' }).map((text) => encodeURIComponent(text.toWellFormed()));

    await fc.assert(
      fc.asyncProperty(segment, segment, segment, async (id, name, value) => {
        await decent(client, 'GET', `/samples/${id}?${name}=${value}`);
        await decent(client, 'GET', `/samples/by-external/${id}?experiment_id=1&${name}=${value}`);
        await decent(client, 'GET', `/samples?q=${value}&external_id=${id}`);
      }),
      { numRuns: 100 },
    );

    expect((await decent(client, 'GET', `${integrations}/samples`)).status).toBe(200);
  }, 60_000);
});
