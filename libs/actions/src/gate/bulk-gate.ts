import type { Violation } from '@benchline/errors';
import type { BulkGate, Declaration, FieldDeclaration } from '../declaration.ts';
import { attempt } from './attempt.ts';
import { isObject } from './parse-body.ts';
import { bodyReader } from './read-body.ts';
import { queryReader } from './read-query.ts';
import { readPath } from './read-path.ts';
import { requestRules } from './request-rules.ts';
import type { Arrived, RequestShape } from './request-shape.ts';
import { rowGate } from './row-gate.ts';
import { violationsMax } from './violations.ts';

const rowsField = 'items';

/** The gate of an action that runs `row` on each of its items, as if each came alone. */
export function createBulkGate(declaration: Declaration, row: Declaration): BulkGate {
  const call = callShape(declaration);
  const judgeCall = requestRules(call);
  const rows = rowGate(row);
  const readQuery = queryReader([]);
  const readBody = bodyReader(declaration);

  /** Judges what is around the rows; the rows' own content is theirs. */
  function rowsOf(arrived: Arrived): readonly unknown[] {
    const items = arrived.rest[rowsField];
    const outlines = Array.isArray(items) ? items.map(() => 0) : items;
    judgeCall({ ...arrived, rest: { ...arrived.rest, [rowsField]: outlines } });
    return Array.isArray(items) ? items : [];
  }

  return {
    declaration,
    read: (request) => {
      const found: Violation[] = [];
      const path = readPath(call.path, request.path, found);
      readQuery(request.query, found);
      const { value, escaped } = readBody(request.body);
      const items = rowsOf({ path, rest: value, texts: escaped, found });
      return items.map((item) => attempt(() => rows.read(item, escaped)));
    },
    check: (message) => {
      const items = isObject(message) ? message[rowsField] : undefined;
      const rest = { [rowsField]: items ?? null };
      return rowsOf({ path: {}, rest, texts: true, found: [] }).map((item) => attempt(() => rows.check(item)));
    },
  };
}

/** The call as a request whose rows may be anything. */
function callShape(declaration: Declaration): RequestShape {
  const rest = declaration.input.fields.map((field) => (field.wireName === rowsField ? openRows(field) : field));
  return { fields: rest, keys: [], path: [], rest, restAt: 'body', masked: false, violationsMax };
}

function openRows(field: FieldDeclaration): FieldDeclaration {
  return { ...field, type: 'json', message: undefined };
}
