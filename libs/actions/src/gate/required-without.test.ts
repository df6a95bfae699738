import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildImage } from '../../test/build-image.ts';
import { actionOf, refusalOf, request } from '../../test/lab.ts';
import type { BulkGate, Gate } from '../declaration.ts';
import { loadDeclarations } from '../read/read-declarations.ts';
import { createBulkGate } from './bulk-gate.ts';
import { createGate } from './gate.ts';

const proto = `syntax = "proto3";
package shelf.v1;
import "benchline/options/v1/options.proto";
service ShelfService {
  option (benchline.options.v1.actions) = {owner: "shelf" scopes: ["boxes:edit"]};
  rpc CreateBox(CreateBoxRequest) returns (Box) {
    option (benchline.options.v1.action) = {post: "/boxes" surfaces: [SURFACE_API] scope: "boxes:edit" robot: "boxes.create"};
  }
  rpc BulkCreateBoxes(BulkCreateBoxesRequest) returns (Box) {
    option (benchline.options.v1.action) = {
      post: "/boxes/bulk" surfaces: [SURFACE_API] scope: "boxes:edit" bulk_of: "CreateBox"
    };
  }
}
message Box { int64 id = 1; }
message CreateBoxRequest {
  string label = 1 [(benchline.options.v1.field) = {required: true, max_length: 10}];
  optional int64 shelf_id = 2 [(benchline.options.v1.field) = {required_without: "shelf_name"}];
  optional string shelf_name = 3 [(benchline.options.v1.field) = {max_length: 10}];
}
message BulkCreateBoxesRequest {
  repeated CreateBoxRequest items = 1 [(benchline.options.v1.field) = {required: true, min_items: 1, max_items: 9}];
}`;

let create: Gate;
let bulk: BulkGate;

beforeAll(async () => {
  const declarations = loadDeclarations(await buildImage({ 'shelf/v1/shelf.proto': proto }));
  const row = actionOf(declarations, 'CreateBox');
  create = createGate(row);
  bulk = createBulkGate(actionOf(declarations, 'BulkCreateBoxes'), row);
});

const creating = (body: object): unknown => refusalOf(() => create.read(request({ body })));

describe('a field that is required without another one', () => {
  test.each([
    { sent: {}, says: ['body.shelf_id missing'] },
    { sent: { shelf_id: null }, says: ['body.shelf_id missing'] },
    { sent: { shelf_name: null }, says: ['body.shelf_id missing'] },
    { sent: { shelf_id: null, shelf_name: null }, says: ['body.shelf_id missing'] },
    { sent: { shelf_id: 'x' }, says: ['body.shelf_id int_type'] },
    { sent: { shelf_id: 1, shelf_name: 'x'.repeat(11) }, says: ['body.shelf_name string_too_long'] },
  ])('is named where a caller sends $sent', ({ sent, says }) => {
    expect(creating({ label: 'B1', ...sent })).toEqual(says);
  });

  // @req samples.experiment-external-id
  test.each([
    { sent: { shelf_id: 7 }, becomes: { shelfId: 7, shelfName: undefined } },
    { sent: { shelf_name: 'top' }, becomes: { shelfId: undefined, shelfName: 'top' } },
    { sent: { shelf_id: null, shelf_name: 'top' }, becomes: { shelfId: undefined, shelfName: 'top' } },
    { sent: { shelf_id: 7, shelf_name: 'top' }, becomes: { shelfId: 7, shelfName: 'top' } },
  ])('lets in $sent', ({ sent, becomes }) => {
    expect(creating({ label: 'B1', ...sent })).toEqual({ accepted: { label: 'B1', ...becomes } });
  });

  test('is told together with the other violations', () => {
    expect(creating({})).toEqual(expect.arrayContaining(['body.label missing', 'body.shelf_id missing']));
  });

  test('is asked of each row of a bulk for itself', () => {
    const rows = bulk.read(request({ body: { items: [{ label: 'B1' }, { label: 'B2', shelf_name: 'top' }] } }));

    expect(rows.map((row) => (row.ok ? 'in' : row.error.violations))).toEqual([
      [expect.objectContaining({ loc: ['body', 'shelf_id'], type: 'missing' })],
      'in',
    ]);
  });

  test('is asked of typed callers too', () => {
    const box = { label: 'B1', shelfId: undefined, shelfName: undefined };

    expect(refusalOf(() => create.check(box))).toEqual(['body.shelf_id missing']);
    expect(create.check({ ...box, shelfName: 'top' })).toEqual({ ...box, shelfName: 'top' });
  });
});
