import type { Violation } from '@benchline/errors';
import type { FieldDeclaration } from '../declaration.ts';
import { isChangeable } from '../request-parts.ts';
import { unsetValue } from './build-message.ts';
import { isObject } from './parse-body.ts';
import { idOrNone } from './read-path.ts';
import type { Wire } from './read-path.ts';
import type { Arrived, RequestShape } from './request-shape.ts';
import { invalidRequest, violation } from './violations.ts';
import type { Loc } from './violations.ts';

/** The message of a typed caller as the values that JSON would have carried, so that the same rules judge it. */
export function arrivedFromMessage(shape: RequestShape, message: unknown): Arrived {
  const found: Violation[] = [];
  if (!isObject(message)) {
    throw invalidRequest([violation([shape.restAt], 'object_type', 'Input should be a message')]);
  }
  const path: Wire = {};
  for (const field of shape.path) path[field.wireName] = pathValue(field, message[field.name], found);
  const rest: Wire = {};
  for (const field of presentFields(shape, message, found)) {
    rest[field.wireName] = wireValue(field, message[field.name], { loc: [shape.restAt, field.wireName], found });
  }
  return { path, rest, texts: true, found };
}

function pathValue(field: FieldDeclaration, value: unknown, found: Violation[]): unknown {
  const loc = ['path', field.wireName];
  if (field.type === 'integer') {
    if (typeof value === 'number' && Number.isInteger(value)) return idOrNone(value);
    found.push(violation(loc, 'int_type', 'Input should be a valid integer'));
  } else if (typeof value !== 'string') {
    found.push(violation(loc, 'string_type', 'Input should be a valid string'));
  }
  return typeof value === 'string' ? value : undefined;
}

/** Fields that the caller set; of a change those of its mask, or those that are set where there is none (AIP-134). */
function presentFields(shape: RequestShape, message: Readonly<Wire>, found: Violation[]): readonly FieldDeclaration[] {
  const mask = shape.masked ? readMask(shape, message, found) : undefined;
  return shape.rest.filter((field) => {
    const inMask = mask !== undefined && isMasked(shape, field) ? mask.has(field.name) : undefined;
    return inMask ?? isSet(field, message[field.name]);
  });
}

/** Keys of a bulk row and forbidden fields stand beside the mask. */
function isMasked(shape: RequestShape, field: FieldDeclaration): boolean {
  return isChangeable(field) && !shape.keys.includes(field);
}

/** Names in code of the masked fields; names on the wire, as other languages send them, mean the same. */
function readMask(shape: RequestShape, message: Readonly<Wire>, found: Violation[]): ReadonlySet<string> | undefined {
  const field = shape.fields.find(({ type }) => type === 'mask');
  const value = field === undefined ? undefined : message[field.name];
  if (field === undefined || value === undefined) return undefined;
  const loc = [shape.restAt, field.wireName];
  if (!Array.isArray(value)) {
    found.push(violation(loc, 'list_type', 'Input should be a list of field names'));
    return undefined;
  }
  const names = shape.rest.filter(({ name, wireName }) => value.includes(name) || value.includes(wireName));
  const unknown = value.some((name) => !shape.rest.some((one) => one.name === name || one.wireName === name));
  if (unknown) found.push(violation(loc, 'literal_error', 'Input should name fields of the request'));
  return new Set(names.map(({ name }) => name));
}

function isSet(field: FieldDeclaration, value: unknown): boolean {
  if (value === undefined) return false;
  if (field.rules.required || field.nullable) return true;
  if (field.list) return !(Array.isArray(value) && value.length === 0);
  // proto3 can't tell a default from nothing.
  return value !== unsetValue(field)();
}

interface Place {
  readonly loc: Loc;
  readonly found: Violation[];
}

function wireValue(field: FieldDeclaration, value: unknown, place: Place): unknown {
  if (value === undefined || value === null) return null;
  if (!field.list) return oneValue(field, value, place);
  if (!Array.isArray(value)) return {};
  const most = (field.rules.maxItems ?? Infinity) + 1;
  return value.slice(0, most).map((one, index) => oneValue(field, one, { ...place, loc: [...place.loc, index] }));
}

function oneValue(field: FieldDeclaration, value: unknown, place: Place): unknown {
  if (field.type === 'message') return nestedValue(field.message?.fields ?? [], value, place);
  // An object where none belongs is refused for its type; what is in it doesn't matter.
  if (typeof value === 'object') return {};
  return field.type === 'json' ? parseText(value, place) : value;
}

function nestedValue(fields: readonly FieldDeclaration[], value: unknown, place: Place): unknown {
  if (!isObject(value)) return null;
  const wire: Wire = {};
  for (const field of fields) {
    const inner = value[field.name];
    const loc = [...place.loc, field.wireName];
    // A required field that may be null has presence: unset is its null.
    if (field.rules.required && field.nullable) wire[field.wireName] = wireValue(field, inner, { ...place, loc });
    else if (isSet(field, inner)) wire[field.wireName] = wireValue(field, inner, { ...place, loc });
  }
  return wire;
}

function parseText(value: unknown, { loc, found }: Place): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    found.push(violation(loc, 'json_invalid', 'Input should be JSON'));
    return null;
  }
}
