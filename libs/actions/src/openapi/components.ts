import type { MessageDeclaration } from '../declaration.ts';
import type { JsonSchema, NestedSchema } from '../json/json-schema.ts';
import { inputSchema, outputSchema } from '../json/json-schema.ts';

/** Collects the schemas of messages under names, each once, and hands out references to them. */
export interface Components {
  readonly input: NestedSchema;
  readonly output: NestedSchema;
  /** By name, in the order in which they were first asked for. */
  readonly schemas: () => Record<string, JsonSchema>;
}

/** An empty collection. What a request and an answer say of one message differs, so requests' names end in `Input`. */
export function createComponents(): Components {
  const schemas = new Map<string, JsonSchema>();
  const owners = new Map<string, string>();

  function reference(message: MessageDeclaration, suffix: string, make: () => JsonSchema): JsonSchema {
    const name = freeName(owners, message.typeName, suffix);
    if (!schemas.has(name)) {
      schemas.set(name, {}); // Holds the place, so that a component stands before those it refers to.
      schemas.set(name, make());
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  const input: NestedSchema = (message) => reference(message, 'Input', () => inputSchema(message.fields, input));
  const output: NestedSchema = (message) => reference(message, '', () => outputSchema(message.fields, output));
  return { input, output, schemas: () => Object.fromEntries(schemas) };
}

/** The message's own name, or the full one where another package's message has that name already. */
function freeName(owners: Map<string, string>, typeName: string, suffix: string): string {
  const short = `${typeName.split('.').at(-1) ?? typeName}${suffix}`;
  const owner = owners.get(short) ?? typeName;
  owners.set(short, owner);
  return owner === typeName ? short : `${typeName}${suffix}`;
}
