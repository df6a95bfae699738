import type { FieldDeclaration, MessageDeclaration } from '../declaration.ts';
import type { JsonSchema, NestedSchema } from '../json/json-schema.ts';
import { outputSchema } from '../json/json-schema.ts';
import { requestSchema } from './requests/request-schema.ts';
import { refusalDetail } from './answers/error-schemas.ts';

/** Collects the schemas of messages under names, each once, and hands out references to them. */
export interface Components {
  readonly output: NestedSchema;
  /** The part of a request that is its body, or one of its rows, under a name of its own; `never` is what it doesn't fit. */
  readonly request: (name: string, fields: readonly FieldDeclaration[], never?: JsonSchema[]) => JsonSchema;
  /** By name, in the order in which they were first asked for. */
  readonly schemas: () => Record<string, JsonSchema>;
}

/** An empty collection. What a request and an answer say of one message differs, so names in requests end in `Input`. */
export function createComponents(): Components {
  const schemas = new Map<string, JsonSchema>();
  const owners = new Map<string, string>();

  function reference(name: string, make: () => JsonSchema): JsonSchema {
    if (!schemas.has(name)) {
      schemas.set(name, {}); // Holds the place, so that a component stands before those it refers to.
      schemas.set(name, make());
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  const nestedInput: NestedSchema = (message) =>
    reference(freeName(owners, message, 'Input'), () => requestSchema(message.fields, nestedInput));
  const output: NestedSchema = (message) =>
    reference(freeName(owners, message, ''), () => withDetail(outputSchema(message.fields, output)));
  const request: Components['request'] = (name, fields, never) =>
    reference(name, () => requestSchema(fields, nestedInput, never));
  return { output, request, schemas: () => Object.fromEntries(schemas) };
}

/** The message's own name, or the full one where another package's message has that name already. */
function freeName(owners: Map<string, string>, { typeName }: MessageDeclaration, suffix: string): string {
  const short = `${typeName.split('.').at(-1) ?? typeName}${suffix}`;
  const owner = owners.get(short) ?? typeName;
  owners.set(short, owner);
  return owner === typeName ? short : `${typeName}${suffix}`;
}

/** `detail` means the same in a row of a bulk as in an answer of its own. */
function withDetail(schema: JsonSchema): JsonSchema {
  const { detail, ...properties } = schema['properties'] as Readonly<Record<string, JsonSchema>>; // of an object schema
  if (detail === undefined || 'type' in detail) return schema;
  return { ...schema, properties: { ...properties, detail: { ...detail, ...refusalDetail } } };
}
