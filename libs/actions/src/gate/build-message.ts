import type { FieldDeclaration, FieldType } from '../declaration.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import { toUtc } from '../json/rfc3339.ts';
import { isChangeable, isIgnored } from '../request-parts.ts';
import type { RequestShape, WireParts } from './request-shape.ts';
import { isObject } from './parse-body.ts';
import type { Wire } from './read-path.ts';

/** Makes the message as code sees it, its keys in the order of the declaration. For values that keep the rules. */
export type BuildMessage = (parts: WireParts) => Wire;

type Shape = Pick<RequestShape, 'fields' | 'keys' | 'path' | 'masked'>;

type Convert = (value: unknown) => unknown;

/** Builds messages of a request; fields that callers can't write stay unset. */
export function messageBuilder(shape: Shape): BuildMessage {
  const entries = shape.fields.map((field) => entryOf(field, shape));
  return (parts) => {
    const message: Wire = {};
    for (const { name, read } of entries) message[name] = read(parts);
    return message;
  };
}

interface Entry {
  readonly name: string;
  readonly read: (parts: WireParts) => unknown;
}

function entryOf(field: FieldDeclaration, shape: Shape): Entry {
  const { name, wireName } = field;
  const convert = fieldConverter(field);
  const unset = unsetValue(field);
  const isKey = shape.keys.includes(field);
  if (shape.path.includes(field)) return { name, read: ({ path }) => convert(path[wireName]) };
  if (field.type === 'mask') return { name, read: shape.masked ? maskReader(shape) : unset };
  if (field.rules.forbidden !== undefined || (!isKey && isIgnored(field, shape.masked))) return { name, read: unset };
  return { name, read: ({ rest }) => convert(rest[wireName]) };
}

function maskReader({ fields, keys }: Shape): (parts: WireParts) => string[] {
  const changeable = fields.filter((field) => isChangeable(field) && !keys.includes(field));
  return ({ rest }) => changeable.filter(({ wireName }) => Object.hasOwn(rest, wireName)).map(({ name }) => name);
}

function fieldConverter(field: FieldDeclaration): Convert {
  const unset = unsetValue(field);
  const one = valueConverter(field);
  const isUnset = field.type === 'json' && !field.nullable ? isAbsent : isAbsentOrNull;
  if (field.list) return (value) => (Array.isArray(value) ? value.map(one) : unset());
  return (value) => (isUnset(value) ? unset() : one(value));
}

function isAbsent(value: unknown): boolean {
  return value === undefined;
}

function isAbsentOrNull(value: unknown): boolean {
  return value === undefined || value === null;
}

function valueConverter({ type, message }: FieldDeclaration): Convert {
  if (type === 'integer' || type === 'number') return withoutNegativeZero;
  if (type === 'time') return (value) => toUtc(String(value));
  if (type === 'json') return canonicalJson;
  return type === 'message' ? nestedConverter(message?.fields ?? []) : (value) => value;
}

/** They are the same JSON number. */
function withoutNegativeZero(value: unknown): unknown {
  return value === 0 ? 0 : value;
}

function nestedConverter(fields: readonly FieldDeclaration[]): Convert {
  const entries = fields.map((field) => ({
    name: field.name,
    wireName: field.wireName,
    convert: fieldConverter(field),
  }));
  return (value) => {
    const wire = isObject(value) ? value : {};
    const message: Wire = {};
    for (const { name, wireName, convert } of entries) message[name] = convert(wire[wireName]);
    return message;
  };
}

const defaults: Readonly<Record<FieldType, unknown>> = {
  string: '',
  json: '',
  integer: 0,
  number: 0,
  boolean: false,
  time: undefined,
  mask: undefined,
  message: undefined,
};

/** What a field holds that nobody set: proto3's default, `undefined` where there is presence. */
export function unsetValue(field: FieldDeclaration): () => unknown {
  if (field.list) return field.rules.presence ? () => undefined : () => [];
  const value = field.nullable ? undefined : defaults[field.type];
  return () => value;
}
