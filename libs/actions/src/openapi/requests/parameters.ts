import type { Declaration, FieldDeclaration } from '../../declaration.ts';
import type { JsonSchema } from '../../json/json-schema.ts';
import { requestParts } from '../../request-parts.ts';
import { takesIdempotencyKey, takesIfMatch } from '../answers/refusals.ts';
import { requestField } from './request-schema.ts';

/** Parameters that the surface adds to actions, as components. */
export const surfaceParameters = {
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'Names the call in the answer and in all logs, if it is 1 to 128 printable characters; else we do.',
    schema: { type: 'string', examples: ['lims-4711'] },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes the call repeatable: what had an effect is answered again, byte for byte and with no second effect. Kept 24 hours at least.',
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: '^[!-~]([ -~]*[!-~])?$',
      examples: ['0b8f4d52-8a4e-4f0e-9f5c-0f2d7f1f3c11'],
    },
  },
  Reason: {
    name: 'X-Reason',
    in: 'header',
    description: 'Why this is done, in UTF-8; goes into the audit.',
    schema: { type: 'string', maxLength: 1000, examples: ['corrected after recount'] },
  },
  DryRun: {
    name: 'dry_run',
    in: 'query',
    description: 'Answers 200 and what the call would answer, or its refusal, and writes nothing.',
    schema: { type: 'boolean', default: false },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The ETag that the record must still have, or `*` for any; else 412.',
    schema: { type: 'string', pattern: '^(\\*|(W/)?"[!#-~]*")$', examples: ['"1"'] },
  },
} as const satisfies Readonly<Record<string, JsonSchema>>;

type SurfaceParameter = keyof typeof surfaceParameters;

/** The path and query parameters of an action, then what the surface takes with every one of its kind. */
export function parametersOf(declaration: Declaration): JsonSchema[] {
  const { path, query } = requestParts(declaration);
  return [
    ...path.map((field) => parameter(field, 'path')),
    ...query.map((field) => parameter(field, 'query')),
    ...addedBySurface(declaration).map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function addedBySurface(declaration: Declaration): readonly SurfaceParameter[] {
  const condition: readonly SurfaceParameter[] = takesIfMatch(declaration) ? ['IfMatch'] : [];
  const repeat: readonly SurfaceParameter[] = takesIdempotencyKey(declaration) ? ['IdempotencyKey'] : [];
  switch (declaration.method) {
    case 'GET':
      return ['RequestId'];
    case 'POST':
    case 'PATCH':
      return ['DryRun', ...repeat, ...condition, 'Reason', 'RequestId'];
    case 'PUT':
    case 'DELETE':
      return [...condition, 'Reason', 'RequestId'];
  }
}

function parameter(field: FieldDeclaration, place: 'path' | 'query'): JsonSchema {
  const isPath = place === 'path';
  const { description, ...schema } = requestField(present(field, isPath), () => ({}));
  return {
    name: field.wireName,
    in: place,
    required: isPath || field.rules.required,
    ...(description !== undefined && { description }),
    ...(field.list && listNotation(field)),
    schema: isPath && field.type === 'integer' ? { ...schema, minimum: 1 } : atLeastOne(schema),
  };
}

/** Free texts may hold commas, so a list of them is one parameter per text; other lists are one parameter with commas. */
function listNotation({ type, rules }: FieldDeclaration): JsonSchema {
  return { style: 'form', explode: type === 'string' && rules.values.length === 0 };
}

/** A parameter is there or not, never null; texts in a path have no limit, they are just not found. */
function present(field: FieldDeclaration, isPath: boolean): FieldDeclaration {
  return { ...field, nullable: false, rules: isPath ? { ...field.rules, maxLength: undefined } : field.rules };
}

/** There is no way to write an empty list into a query, nor an empty text into a path. */
function atLeastOne(schema: JsonSchema): JsonSchema {
  return schema['type'] === 'array' ? { minItems: 1, ...schema } : schema;
}
