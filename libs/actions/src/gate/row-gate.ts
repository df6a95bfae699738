import type { Declaration, FieldDeclaration } from '../declaration.ts';
import { pathParameters } from '../request-parts.ts';
import { unsetValue } from './build-message.ts';
import { isObject } from './parse-body.ts';
import type { Wire } from './read-path.ts';
import { requestRules } from './request-rules.ts';
import type { RequestShape } from './request-shape.ts';
import { arrivedFromMessage } from './typed-request.ts';
import { invalidRequest, rowViolationsMax, violation } from './violations.ts';

/** Lets in the rows of a bulk call, each as if it came alone. */
export interface RowGate {
  /** A row as JSON. `texts`: whether its texts may hold what engines stumble over. */
  read(item: unknown, texts: boolean): unknown;
  /** A row as a message of a typed caller. */
  check(item: unknown): unknown;
}

/**
 * The gate of an action's rows. A row names in itself what a single call names in its path; or, where it doesn't, by the fields that the
 * declaration has for that (`bulk_only`), all of them. With both, the path's wins and the others are not looked at.
 */
export function rowGate(row: Declaration): RowGate {
  const byPath = rowShape(row, isInPath(row));
  const byName = rowShape(row, ({ rules }) => rules.bulkOnly);
  const judgeByPath = requestRules(byPath);
  const judgeByName = requestRules(byName);
  const namesItself = (isSent: (field: FieldDeclaration) => boolean): boolean =>
    !byPath.keys.some(isSent) && byName.keys.some(isSent);
  return {
    read: (item, texts) => {
      if (!isObject(item)) throw invalidRequest([violation(['body'], 'object_type', 'Input should be a JSON object')]);
      const judge = namesItself(({ wireName }) => isPresent(item[wireName])) ? judgeByName : judgeByPath;
      return judge({ path: {}, rest: item, texts, found: [] });
    },
    check: (item) => {
      const message: Readonly<Wire> = isObject(item) ? item : {};
      return namesItself((field) => isPresent(message[field.name]) && message[field.name] !== unsetValue(field)())
        ? judgeByName(arrivedFromMessage(byName, item))
        : judgeByPath(arrivedFromMessage(byPath, item));
    },
  };
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isInPath(row: Declaration): (field: FieldDeclaration) => boolean {
  const names = new Set(pathParameters(row.path));
  return ({ wireName }) => names.has(wireName);
}

/** A row as a request whose record is named by these fields, and by no other. */
function rowShape(row: Declaration, isKey: (field: FieldDeclaration) => boolean): RequestShape {
  const inPath = isInPath(row);
  const keys = new Map(row.input.fields.filter(isKey).map((field) => [field, asRowKey(field)]));
  const fields = row.input.fields.map((field) => keys.get(field) ?? (inPath(field) ? notLookedAt(field) : field));
  return {
    fields,
    keys: [...keys.values()],
    path: [],
    rest: fields.filter(({ type }) => type !== 'mask'),
    restAt: 'body',
    masked: row.method === 'PATCH',
    violationsMax: rowViolationsMax,
  };
}

function asRowKey(field: FieldDeclaration): FieldDeclaration {
  return { ...field, nullable: false, rules: { ...field.rules, required: true } };
}

function notLookedAt(field: FieldDeclaration): FieldDeclaration {
  return { ...field, rules: { ...field.rules, bulkOnly: true } };
}
