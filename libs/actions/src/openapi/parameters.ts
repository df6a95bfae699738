import type { Declaration, FieldDeclaration } from '../declaration.ts';
import type { JsonSchema } from '../json/json-schema.ts';
import { fieldSchema } from '../json/json-schema.ts';
import { requestParts } from '../request-parts.ts';

/** Parameters that the surface adds to every action that writes, as components. */
export const writeParameters: Readonly<Record<string, JsonSchema>> = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes the call repeatable: what had an effect is answered again, with no second effect. Kept 24 hours at least.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  Reason: {
    name: 'X-Reason',
    in: 'header',
    description: 'Why this is done; goes into the audit.',
    schema: { type: 'string', maxLength: 1000 },
  },
  DryRun: {
    name: 'dry_run',
    in: 'query',
    description: 'Answers what the call would, and writes nothing.',
    schema: { type: 'boolean', default: false },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The ETag that the record must still have, or `*`; else 412.',
    schema: { type: 'string' },
  },
};

/** The path and query parameters of an action, then what every write takes. */
export function parametersOf(declaration: Declaration): JsonSchema[] {
  const { path, query } = requestParts(declaration);
  return [
    ...path.map((field) => parameter(field, 'path')),
    ...query.map((field) => parameter(field, 'query')),
    ...surfaceParameters(declaration).map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function surfaceParameters({ method, bulkOf }: Declaration): string[] {
  switch (method) {
    case 'GET':
      return [];
    case 'POST':
      return ['IdempotencyKey', 'Reason', 'DryRun'];
    case 'PATCH':
      return ['IdempotencyKey', 'Reason', 'DryRun', ...(bulkOf === undefined ? ['IfMatch'] : [])];
    case 'PUT':
    case 'DELETE':
      return ['Reason'];
  }
}

function parameter(field: FieldDeclaration, place: 'path' | 'query'): JsonSchema {
  const isPath = place === 'path';
  const { description, ...schema } = fieldSchema(present(field, isPath), () => ({}));
  return {
    name: field.wireName,
    in: place,
    required: isPath || field.rules.required,
    ...(description !== undefined && { description }),
    ...(field.list && { style: 'form', explode: field.type === 'string' && field.rules.values.length === 0 }),
    schema: isPath && field.type === 'integer' ? { ...schema, minimum: 1 } : schema,
  };
}

/** A parameter is there or not, never null; texts in a path have no limit, they are just not found. */
function present(field: FieldDeclaration, isPath: boolean): FieldDeclaration {
  return { ...field, nullable: false, rules: isPath ? { ...field.rules, maxLength: undefined } : field.rules };
}
