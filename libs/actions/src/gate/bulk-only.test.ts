import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '@benchline/errors';
import { buildImage } from '../../test/build-image.ts';
import { actionOf, refusalOf, request } from '../../test/lab.ts';
import type { BulkGate, BulkInputRow, Gate } from '../declaration.ts';
import { loadDeclarations } from '../read/read-declarations.ts';
import { createBulkGate } from './bulk-gate.ts';
import { createGate } from './gate.ts';

const proto = `syntax = "proto3";
package shelf.v1;
import "benchline/options/v1/options.proto";
import "google/protobuf/field_mask.proto";
service ShelfService {
  option (benchline.options.v1.actions) = {owner: "shelf" scopes: ["boxes:edit"]};
  rpc UpdateBox(UpdateBoxRequest) returns (Box) {
    option (benchline.options.v1.action) = {patch: "/boxes/{id}" surfaces: [SURFACE_API] scope: "boxes:edit" robot: "boxes.update"};
  }
  rpc BulkUpdateBoxes(BulkUpdateBoxesRequest) returns (Box) {
    option (benchline.options.v1.action) = {
      patch: "/boxes/bulk" surfaces: [SURFACE_API] scope: "boxes:edit" bulk_of: "UpdateBox"
    };
  }
  rpc SealBox(SealBoxRequest) returns (Box) {
    option (benchline.options.v1.action) = {post: "/boxes/{id}/seal" surfaces: [SURFACE_API] scope: "boxes:edit" robot: "boxes.seal"};
  }
  rpc BulkSealBoxes(BulkSealBoxesRequest) returns (Box) {
    option (benchline.options.v1.action) = {
      post: "/boxes/seal/bulk" surfaces: [SURFACE_API] scope: "boxes:edit" bulk_of: "SealBox"
    };
  }
}
message Box { int64 id = 1; }
message UpdateBoxRequest {
  int64 id = 1;
  google.protobuf.FieldMask update_mask = 2;
  optional string label = 3 [(benchline.options.v1.field) = {bulk_only: true, min_length: 1, max_length: 10}];
  optional int64 shelf_id = 4 [(benchline.options.v1.field) = {bulk_only: true}];
  optional string note = 5 [(benchline.options.v1.field) = {max_length: 10}];
}
message BulkUpdateBoxesRequest {
  repeated UpdateBoxRequest items = 1 [(benchline.options.v1.field) = {required: true, min_items: 1, max_items: 9}];
}
message SealBoxRequest {
  int64 id = 1;
  optional string label = 2 [(benchline.options.v1.field) = {bulk_only: true, max_length: 10}];
}
message BulkSealBoxesRequest {
  repeated SealBoxRequest items = 1 [(benchline.options.v1.field) = {required: true, min_items: 1, max_items: 9}];
}`;

let update: Gate;
let updateRows: BulkGate;
let seal: Gate;
let sealRows: BulkGate;

beforeAll(async () => {
  const declarations = loadDeclarations(await buildImage({ 'shelf/v1/shelf.proto': proto }));
  const row = actionOf(declarations, 'UpdateBox');
  update = createGate(row);
  updateRows = createBulkGate(actionOf(declarations, 'BulkUpdateBoxes'), row);
  seal = createGate(actionOf(declarations, 'SealBox'));
  sealRows = createBulkGate(actionOf(declarations, 'BulkSealBoxes'), actionOf(declarations, 'SealBox'));
});

const rowOf = ([row]: readonly BulkInputRow[]): unknown =>
  refusalOf(() => {
    if (row?.ok === false) throw row.error;
    return row?.input;
  });
const reading = (row: unknown): unknown => rowOf(updateRows.read(request({ body: { items: [row] } })));
const checking = (row: unknown): unknown => rowOf(updateRows.check({ items: [row] }));
const box = { id: 0, updateMask: [], label: undefined, shelfId: undefined, note: undefined };

describe('a field that names the record in a row of a bulk', () => {
  // @req patch.ignored
  test('is not looked at in a single call, whatever it holds', () => {
    const sent = request({ path: { id: '7' }, body: { label: { $gt: 1 }, shelf_id: 'x', note: 'n' } });

    expect(update.read(sent)).toEqual({ ...box, id: 7, updateMask: ['note'], note: 'n' });
    expect(update.check({ ...box, id: 7, label: 'x'.repeat(99), updateMask: undefined })).toEqual({ ...box, id: 7 });
    expect(seal.read(request({ path: { id: '7' }, body: { label: 5 } }))).toEqual({ id: 7, label: undefined });
  });

  // @req bulk.patch
  test.each([
    { row: { id: 7 }, becomes: { id: 7 } },
    { row: { id: 0 }, becomes: { id: 0 } },
    { row: { id: 7, label: 'B1', shelf_id: 2 }, becomes: { id: 7 } },
    { row: { id: 7, label: '', shelf_id: 'x' }, becomes: { id: 7 } },
    { row: { label: 'B1', shelf_id: 2 }, becomes: { label: 'B1', shelfId: 2 } },
    { row: { id: null, label: 'B1', shelf_id: 0 }, becomes: { label: 'B1', shelfId: 0 } },
  ])('counts only where the row has no id: $row', ({ row, becomes }) => {
    expect(reading({ ...row, note: 'n' })).toEqual({
      accepted: { ...box, ...becomes, updateMask: ['note'], note: 'n' },
    });
  });

  // @req bulk.patch, bulk.row-error
  test.each([
    { row: {}, says: ['body.id missing'] },
    { row: { note: 'n' }, says: ['body.id missing'] },
    { row: { label: null, shelf_id: null }, says: ['body.id missing'] },
    { row: { id: 'x', label: 'B1', shelf_id: 2 }, says: ['body.id int_type'] },
    { row: { label: 'B1' }, says: ['body.shelf_id missing'] },
    { row: { shelf_id: 2 }, says: ['body.label missing'] },
    { row: { label: '', shelf_id: 2 }, says: ['body.label string_too_short'] },
    { row: { label: 'B1', shelf_id: null }, says: ['body.shelf_id int_type'] },
    { row: { label: 'B1', shelf_id: 2 ** 60 }, says: ['body.shelf_id less_than_equal'] },
  ])('is named where the row names no record: $row', ({ row, says }) => {
    expect(reading(row)).toEqual(says);
  });

  test('means the same to typed callers', () => {
    expect(checking({ ...box, id: 7, label: 'B1', updateMask: ['note'], note: 'n' })).toEqual({
      accepted: { ...box, id: 7, updateMask: ['note'], note: 'n' },
    });
    const named = { ...box, label: 'B1', shelfId: 2 };
    expect(checking(named)).toEqual({ accepted: named });
    expect(checking({ ...named, updateMask: undefined, note: 'n' })).toEqual({
      accepted: { ...named, updateMask: ['note'], note: 'n' },
    });
    expect(checking({ ...box, label: 'B1' })).toEqual(['body.shelf_id missing']);
    expect(checking(box)).toEqual({ accepted: box });
    expect(checking(5)).toEqual(['body object_type']);
  });

  test('works for rows that are no change of fields, too', () => {
    const rows = sealRows.read(request({ body: { items: [{ label: 'B1' }, { id: 2, label: 'B1' }, {}] } }));

    expect(rows.map((row) => (row.ok ? row.input : row.error.violations?.map(({ loc }) => loc)))).toEqual([
      { id: 0, label: 'B1' },
      { id: 2, label: undefined },
      [['body', 'id']],
    ]);
  });

  test('lets in only rows that it would let in again', () => {
    const some = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.jsonValue());
    const row = fc.record(
      {
        id: some(fc.integer()),
        label: some(fc.string({ maxLength: 11 })),
        shelf_id: some(fc.integer()),
        note: some(fc.string()),
      },
      { requiredKeys: [] },
    );
    let passed = 0;
    fc.assert(
      fc.property(row, (sent) => {
        const [read] = updateRows.read(request({ body: { items: [sent] } }));
        if (read?.ok !== true) {
          expect(read?.error).toBeInstanceOf(AppError);
          return;
        }
        passed += 1;
        expect(updateRows.check({ items: [read.input] })).toEqual([read]);
      }),
      { numRuns: 500 },
    );
    expect(passed).toBeGreaterThan(50);
  });
});
