import { beforeAll, expect, test } from '@jest/globals';
import { actionOf, labDeclarations, refusalOf, request } from '../../test/lab.ts';
import type { BulkGate, BulkInputRow } from '../declaration.ts';
import { productDeclarations } from '../read/product-declarations.ts';
import { createBulkGate } from './bulk-gate.ts';

let update: BulkGate;
let create: BulkGate;

beforeAll(async () => {
  const lab = await labDeclarations();
  const product = productDeclarations();
  update = createBulkGate(actionOf(lab, 'BulkUpdateTubes'), actionOf(lab, 'UpdateTube'));
  create = createBulkGate(actionOf(product, 'BulkCreateSamples'), actionOf(product, 'CreateSample'));
});

const brief = (rows: readonly BulkInputRow[]): unknown[] =>
  rows.map((row) =>
    row.ok
      ? row.input
      : refusalOf(() => {
          throw row.error;
        }),
  );
const updating = (body: unknown): unknown => refusalOf(() => brief(update.read(request({ body }))));
const empty = { label: '', note: undefined, marks: [], mainColor: undefined, rack: undefined, status: undefined };

// @req bulk.row-error
test('judges each row as if it came alone, in order', () => {
  const items = [{ id: 1, note: 'n' }, { id: 2, label: '' }, 5, { id: 'x' }, { note: 'n' }];
  const rows = [...items.slice(0, 2), items[2]];

  expect(updating({ items: rows })).toEqual({
    accepted: [
      { id: 1, updateMask: ['note'], ...empty, note: 'n' },
      ['body.label string_too_short'],
      ['body object_type'],
    ],
  });
  expect(updating({ items: items.slice(3) })).toEqual({ accepted: [['body.id int_type'], ['body.id missing']] });
});

test('keeps forbidden fields and malformed texts to their row', () => {
  expect(updating('{"items":[{"id":1,"status":"open"},{"id":2,"note":"\\ud800"},{"id":3}]}')).toEqual({
    accepted: [
      'bad_request status_writes_not_permitted',
      ['body.note string_unicode'],
      { id: 3, updateMask: [], ...empty },
    ],
  });
});

test.each([
  { body: undefined, says: ['body missing'] },
  { body: {}, says: ['body.items missing'] },
  { body: { items: null }, says: ['body.items list_type'] },
  { body: { items: {} }, says: ['body.items list_type'] },
  { body: { items: [] }, says: ['body.items too_short'] },
  { body: { items: [{}, {}, {}, {}] }, says: ['body.items too_long'] },
  { body: '{"items":[{}],"other":"\\u0000"}', says: ['body.other string_nul'] },
])('refuses the call where its list is wrong: $says', ({ body, says }) => {
  expect(updating(body)).toEqual(says);
});

test('refuses unknown query parameters for the whole call', () => {
  expect(refusalOf(() => update.read(request({ query: 'a=1', body: { items: [{ id: 1 }] } })))).toEqual([
    'query.a extra_forbidden',
  ]);
});

test('tells a row of ten violations at most', () => {
  const custom_fields = Array.from({ length: 50 }, () => ({}));
  const [row] = create.read(request({ body: { items: [{ external_id: 'S', experiment_id: 1, custom_fields }] } }));

  expect(row?.ok === false && row.error.violations?.length).toBe(10);
});

// @req bulk.size
test('takes a thousand samples, and not one more', () => {
  const items = Array.from({ length: 1000 }, (_, index) => ({ external_id: `S-${String(index)}`, experiment_id: 1 }));

  expect(create.read(request({ body: { items } })).every(({ ok }) => ok)).toBe(true);
  expect(refusalOf(() => create.read(request({ body: { items: [...items, {}] } })))).toEqual(['body.items too_long']);
});

test('holds typed callers to the same rules', () => {
  const rows = update.check({
    items: [{ id: 1, ...empty, updateMask: ['note'], note: 'n' }, { id: 2, ...empty, label: 'x'.repeat(11) }, 5],
  });

  expect(brief(rows)).toEqual([
    { id: 1, updateMask: ['note'], ...empty, note: 'n' },
    ['body.label string_too_long'],
    ['body object_type'],
  ]);
  expect(refusalOf(() => update.check({ items: [] }))).toEqual(['body.items too_short']);
  expect(refusalOf(() => update.check(undefined))).toEqual(['body.items list_type']);
});
