import type { FieldDeclaration } from '../../declaration.ts';
import type { JsonSchema, NestedSchema } from '../../json/json-schema.ts';
import { fieldSchema } from '../../json/json-schema.ts';

/** No text that comes in holds U+0000 (DESIGN: one gate for input). */
const textPattern = '^[^\\u0000]*$';

/** The integers that JSON carries between all programs without loss (RFC 8259, 6). */
const integers = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } as const;

/**
 * What the gate lets in from a caller, in JSON Schema's own words as far as it has them. Unknown keys are ignored. `never` is what else
 * no request may fit. It stands under `not`, which generators of clients leave alone.
 */
export function requestSchema(
  fields: readonly FieldDeclaration[],
  nested: NestedSchema,
  never: readonly JsonSchema[] = [],
): JsonSchema {
  const forbidden = fields.filter(({ rules }) => rules.forbidden !== undefined);
  const writable = fields.filter((field) => !forbidden.includes(field));
  const required = writable.filter(({ rules }) => rules.required);
  const nots = [...never, ...bothUnset(writable), ...forbidden.map(isSet)];
  const [first, second] = nots;
  return {
    type: 'object',
    ...(forbidden.length > 0 && { description: forbidden.map(notWritten).join(' ') }),
    properties: Object.fromEntries(writable.map((field) => [field.wireName, requestField(field, nested)])),
    ...(required.length > 0 && { required: required.map(({ wireName }) => wireName) }),
    ...(first !== undefined && { not: second === undefined ? first : { anyOf: nots } }),
  };
}

/** The schema of one field of a request, wherever it stands. */
export function requestField(field: FieldDeclaration, nested: NestedSchema): JsonSchema {
  const { example } = field.rules;
  const schema = bounded(fieldSchema(field, nested));
  return example === undefined ? schema : { ...schema, examples: [JSON.parse(example)] };
}

function notWritten({ wireName, rules }: FieldDeclaration): string {
  return `\`${wireName}\` is not written here: anything but null is refused with 400 ${rules.forbidden ?? ''}.`;
}

/** Fits objects in which the field is there and not null. */
function isSet({ wireName }: FieldDeclaration): JsonSchema {
  return { required: [wireName], properties: { [wireName]: { not: { type: 'null' } } } };
}

/** What holds for every text and integer, said where nothing closer is. */
function bounded(schema: JsonSchema): JsonSchema {
  const { items } = schema;
  if (typeof items === 'object' && items !== null) return { ...schema, items: bounded(items as JsonSchema) };
  const types = [schema['type']].flat();
  if (types.includes('null') && schema['enum'] !== undefined) return oneOrNull(schema);
  if (types.includes('integer')) return { type: schema['type'], ...integers, ...schema };
  const isFree = schema['enum'] === undefined && schema['format'] === undefined;
  return types.includes('string') && isFree ? { type: schema['type'], pattern: textPattern, ...schema } : schema;
}

/** Words or null, in the shape that clients' generators make one type of. */
function oneOrNull({ type, enum: values, ...rest }: JsonSchema): JsonSchema {
  const without = (all: unknown, unwanted: unknown): unknown[] => [all].flat().filter((one) => one !== unwanted);
  const [only] = without(type, 'null');
  return { anyOf: [{ type: only, enum: without(values, null) }, { type: 'null' }], ...rest };
}

/** Fits objects in which, of two fields that stand for each other, both are unset. */
function bothUnset(fields: readonly FieldDeclaration[]): readonly JsonSchema[] {
  return fields.flatMap(({ wireName, rules: { requiredWithout } }) =>
    requiredWithout === undefined ? [] : [allUnset([wireName, requiredWithout])],
  );
}

/** Fits rows that name their record in neither way: a field of its path is unset, and one of the others as well. */
export function unnamedRow(inPath: readonly FieldDeclaration[], others: readonly FieldDeclaration[]): JsonSchema {
  const wayUnset = (fields: readonly FieldDeclaration[]): JsonSchema => ({
    anyOf: fields.map(({ wireName }) => allUnset([wireName])),
  });
  return { allOf: [wayUnset(inPath), ...(others.length > 0 ? [wayUnset(others)] : [])] };
}

/** Fits objects in which each of these is absent or null. */
function allUnset(names: readonly string[]): JsonSchema {
  return { properties: Object.fromEntries(names.map((name) => [name, { type: 'null' }])) };
}
