import { basePaths, openApiDocument, type Declarations, type OpenApiOptions } from '@benchline/actions';
import type { FastifyInstance } from 'fastify';
import { fixedHeaders } from './answer.ts';
import { addDocs } from './docs.ts';
import { cachedFile, sendFile } from './docs-file.ts';

/** The integration API's own: it is what clients were made for, whichever release of the product serves it. */
const contract: OpenApiOptions = { surfaces: ['integration'], title: 'Benchline Integration API', version: 'v1' };

/** Adds the descriptions of the API, as documents and as pages: of the integration surface, and of all the others. */
export function addDocuments(app: FastifyInstance, declarations: Declarations, version: string): void {
  const whole: OpenApiOptions = { surfaces: ['api', 'admin'], title: 'Benchline API', version };
  for (const options of [contract, whole]) {
    const base = basePaths[options.surfaces[0]];
    const document = cachedFile('application/json; charset=utf-8', () =>
      Buffer.from(JSON.stringify(openApiDocument(declarations, options))),
    );
    app.get(`${base}/openapi.json`, (request, reply) => sendFile(request, reply, document()));
    addDocs(app, base, options.title);
  }
  app.get('/docs', (request, reply) =>
    reply
      .headers({ ...fixedHeaders, 'x-request-id': request.id })
      .removeHeader('content-type')
      .redirect(`${basePaths.api}/docs`),
  );
}
