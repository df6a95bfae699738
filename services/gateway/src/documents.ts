import { openApiDocument, type Declarations, type OpenApiDocument, type Surface } from '@benchline/actions';
import type { FastifyInstance } from 'fastify';
import { sendJson } from './answer.ts';

const documents = [
  { url: '/api/v1/openapi.json', surface: 'api', title: 'Benchline API' },
  { url: '/api/v1/integrations/openapi.json', surface: 'integration', title: 'Benchline Integration API' },
] as const satisfies readonly { url: string; surface: Surface; title: string }[];

/** Adds the descriptions of the API, made of the declarations when first asked for. */
export function addDocuments(app: FastifyInstance, declarations: Declarations, version: string): void {
  for (const { url, surface, title } of documents) {
    let document: OpenApiDocument | undefined;
    app.get(url, (_request, reply) => {
      document ??= openApiDocument(declarations, { surface, title, version });
      sendJson(reply, 200, document);
    });
  }
}
