import type { Declaration, Declarations, FieldDeclaration, Surface } from '../declaration.ts';
import type { JsonSchema } from '../json/json-schema.ts';
import { inputSchema } from '../json/json-schema.ts';
import { isChangeable, requestParts } from '../request-parts.ts';
import { actionsOn, basePaths } from '../routes.ts';
import { createComponents } from './components.ts';
import type { Components } from './components.ts';
import { parametersOf, writeParameters } from './parameters.ts';
import { answersOf, errorResponses, errorSchemas } from './responses.ts';

export interface OpenApiOptions {
  readonly surface: Surface;
  readonly title: string;
  readonly version: string;
}

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

/** The reference of a surface, from the declarations alone. */
export function openApiDocument(
  declarations: Declarations,
  { surface, title, version }: OpenApiOptions,
): OpenApiDocument {
  const components = createComponents();
  const actions = actionsOn(declarations, surface);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const action of actions) {
    (paths[action.path] ??= {})[action.method.toLowerCase()] = operationOf(action, components);
  }
  return {
    openapi: '3.1.0',
    info: { title, version },
    servers: [{ url: basePaths[surface] }],
    security: [{ bearer: [] }],
    tags: [...new Set(actions.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...components.schemas(), ...errorSchemas },
      responses: errorResponses,
      parameters: writeParameters,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operationOf(action: Declaration, components: Components): JsonSchema {
  const description = descriptionOf(action);
  const body = bodyOf(action, components);
  return {
    operationId: action.name,
    tags: [tagOf(action)],
    summary: action.summary,
    ...(description !== '' && { description }),
    parameters: parametersOf(action),
    ...(body !== undefined && { requestBody: body }),
    responses: answersOf(action, components),
    'x-scope': action.scope,
    'x-audience': action.audience,
    ...(action.events.length > 0 && { 'x-events': action.events }),
  };
}

/** `/benchline.execution.v1.SampleService/CreateSample` → `Sample`. */
function tagOf({ rpc, owner }: Declaration): string {
  const service = rpc.split('/')[1]?.split('.').at(-1);
  return service === undefined ? owner : service.replace(/Service$/, '');
}

function descriptionOf({ preconditions, sideEffects, transitions }: Declaration): string {
  const moves = transitions.map(
    ({ kind, field, from, to }) => `${kind}.${field}: ${from.length === 0 ? 'any' : from.join(', ')} → ${to}.`,
  );
  return [...preconditions, ...sideEffects, ...moves].join('\n\n');
}

function bodyOf(action: Declaration, components: Components): JsonSchema | undefined {
  const { body } = requestParts(action);
  if (body.length === 0) return undefined;
  const fields = action.method === 'PATCH' && action.bulkOf === undefined ? body.filter(isDocumented) : body;
  const schema =
    fields.length === action.input.fields.length
      ? components.input(action.input)
      : inputSchema(fields, components.input);
  const required = action.method === 'PATCH' || fields.some((field) => field.rules.required);
  return { required, content: { 'application/json': { schema } } };
}

function isDocumented(field: FieldDeclaration): boolean {
  return isChangeable(field) || field.rules.forbidden !== undefined;
}
