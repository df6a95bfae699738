import type { Declarations, Surface } from '../declaration.ts';
import { actionsOn, basePaths } from '../routes.ts';
import { createComponents } from './components.ts';
import { errorResponses } from './answers/error-responses.ts';
import { errorSchemas } from './answers/error-schemas.ts';
import { answerExamples } from './examples.ts';
import { answerHeaders } from './answers/headers.ts';
import { introduction } from './introduction.ts';
import { operationOf, tagOf, type Placed } from './operation.ts';
import { surfaceParameters } from './requests/parameters.ts';
import { referencePaths, referenceTag } from './reference-paths.ts';
import { securitySchemes } from './security.ts';

export interface OpenApiOptions {
  /** The surfaces that it tells of. All lie below the first one's base path. */
  readonly surfaces: readonly [Surface, ...Surface[]];
  readonly title: string;
  readonly version: string;
}

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

/** The reference of surfaces, from the declarations alone. */
export function openApiDocument(declarations: Declarations, options: OpenApiOptions): OpenApiDocument {
  const [first] = options.surfaces;
  const components = createComponents();
  const reference = { declarations, components, exampleOf: answerExamples(declarations) };
  const placed = placedActions(declarations, options);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of placed) {
    const path = basePaths[one.surface].slice(basePaths[first].length) + one.action.path;
    (paths[path] ??= {})[one.action.method.toLowerCase()] = operationOf(one, reference);
  }
  return {
    openapi: '3.1.0',
    info: { title: options.title, version: options.version, description: introduction },
    servers: [{ url: basePaths[first] }],
    tags: [...new Set(placed.map(({ action }) => tagOf(action))), referenceTag].map((name) => ({ name })),
    paths: { ...paths, ...referencePaths },
    components: {
      schemas: { ...components.schemas(), ...errorSchemas },
      responses: errorResponses,
      parameters: surfaceParameters,
      headers: answerHeaders,
      securitySchemes: securitySchemes(first),
    },
  };
}

/** Every action of the surfaces. The name of one that stands on two of them tells the second one apart: `ListAuditEntriesOfAdmin`. */
function placedActions(declarations: Declarations, { surfaces }: OpenApiOptions): readonly Placed[] {
  const taken = new Set<string>();
  return surfaces.flatMap((surface) => {
    const siblings = actionsOn(declarations, surface);
    return siblings.map((action) => {
      const operationId = taken.has(action.name) ? `${action.name}Of${capitalized(surface)}` : action.name;
      taken.add(operationId);
      return { action, surface, operationId, siblings };
    });
  });
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
