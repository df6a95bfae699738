import type { FieldDeclaration, MessageDeclaration } from '../declaration.ts';

/** A JSON Schema, 2020-12; it says the same in draft-07. `x-unique-by`, `x-max-bytes` and `x-required-without` are keywords of our own. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** How a message inside a message is written: in place, or as a reference. */
export type NestedSchema = (message: MessageDeclaration) => JsonSchema;

/** What these fields let in from a caller. Unknown keys are let in too: they are ignored. */
export function inputSchema(fields: readonly FieldDeclaration[], nested: NestedSchema = inlineInput): JsonSchema {
  const required = fields.filter((field) => field.rules.required && field.rules.forbidden === undefined);
  const schema = objectSchema(fields, required, (field) =>
    field.rules.forbidden === undefined ? fieldSchema(field, nested) : refused(field),
  );
  const either = fields.flatMap(({ wireName, rules: { requiredWithout } }) =>
    requiredWithout === undefined ? [] : [[wireName, requiredWithout]],
  );
  return either.length === 0 ? schema : { ...schema, 'x-required-without': either };
}

/** What an answer looks like: every field is there, unset ones as null, but for those declared to be left out. */
export function outputSchema(fields: readonly FieldDeclaration[], nested: NestedSchema = inlineOutput): JsonSchema {
  const required = fields.filter((field) => !field.rules.omitUnset);
  return objectSchema(fields, required, (field) => fieldSchema(field, nested));
}

function inlineInput(message: MessageDeclaration): JsonSchema {
  return inputSchema(message.fields);
}

function inlineOutput(message: MessageDeclaration): JsonSchema {
  return outputSchema(message.fields);
}

function objectSchema(
  fields: readonly FieldDeclaration[],
  required: readonly FieldDeclaration[],
  schemaOf: (field: FieldDeclaration) => JsonSchema,
): JsonSchema {
  const properties = Object.fromEntries(fields.map((field) => [field.wireName, schemaOf(field)]));
  const names = required.map((field) => field.wireName);
  return { type: 'object', properties, ...(names.length > 0 && { required: names }) };
}

/** The schema of one value of a request or an answer. */
export function fieldSchema(field: FieldDeclaration, nested: NestedSchema): JsonSchema {
  const { minItems, maxItems, uniqueBy } = field.rules;
  const one = valueSchema(field, nested);
  const whole = field.list
    ? { type: 'array', items: one, ...said({ minItems, maxItems, 'x-unique-by': uniqueBy }) }
    : one;
  const described = field.description === '' ? whole : { ...whole, description: field.description };
  return field.nullable ? orNull(described) : described;
}

// Anything passes here: the refusal comes last, after all other rules (integration API, "Order of checks").
function refused(field: FieldDeclaration): JsonSchema {
  return { description: `Not writable here: anything but null is refused with ${field.rules.forbidden ?? ''}.` };
}

function valueSchema(field: FieldDeclaration, nested: NestedSchema): JsonSchema {
  const { rules } = field;
  switch (field.type) {
    case 'string':
    case 'mask':
      return { type: 'string', ...said({ ...textRules(field), pattern: rules.pattern }), ...valuesOf(field) };
    case 'integer':
      return { type: 'integer', ...said({ minimum: rules.minimum, maximum: rules.maximum }) };
    case 'number':
      return { type: 'number', ...said({ minimum: rules.minimum, maximum: rules.maximum }) };
    case 'boolean':
      return { type: 'boolean' };
    case 'time':
      return { type: 'string', format: 'date-time' };
    case 'json':
      return jsonValueSchema(field);
    case 'message':
      return field.message === undefined ? { type: 'object' } : nested(field.message);
  }
}

function jsonValueSchema({ rules }: FieldDeclaration): JsonSchema {
  return said({ type: rules.object ? 'object' : undefined, 'x-max-bytes': rules.maxBytes ?? rules.maxLength });
}

function textRules({ list, rules }: FieldDeclaration): Record<string, number | undefined> {
  return { minLength: rules.minLength, maxLength: list ? rules.itemMaxLength : rules.maxLength };
}

function valuesOf({ rules }: FieldDeclaration): JsonSchema {
  return rules.values.length === 0 ? {} : { enum: rules.values };
}

function orNull(schema: JsonSchema): JsonSchema {
  if ('$ref' in schema) {
    const { description, ...reference } = schema;
    return { anyOf: [reference, { type: 'null' }], ...said({ description }) };
  }
  const { type, enum: values } = schema;
  return {
    ...schema,
    ...(typeof type === 'string' && { type: [type, 'null'] }),
    ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }),
  };
}

function said(rules: Readonly<Record<string, unknown>>): JsonSchema {
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
}
