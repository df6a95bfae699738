import type { JsonSchema } from '../json/json-schema.ts';
import { headersOf, onEveryAnswer } from './answers/headers.ts';

export const referenceTag = 'Reference';

/** The routes that show the document itself, which every surface has and nobody needs a credential for. */
export const referencePaths: Readonly<Record<string, JsonSchema>> = {
  '/openapi.json': {
    get: shown('GetOpenApiDocument', 'This document.', 'application/json', { type: 'object' }),
  },
  '/docs': {
    get: shown('GetDocs', 'This document as a page to read and try.', 'text/html', { type: 'string' }),
  },
};

function shown(operationId: string, summary: string, mediaType: string, schema: JsonSchema): JsonSchema {
  return {
    operationId,
    tags: [referenceTag],
    summary,
    security: [],
    responses: {
      200: { description: summary, headers: headersOf(onEveryAnswer), content: { [mediaType]: { schema } } },
      431: { $ref: '#/components/responses/HeadersTooLarge' },
      503: { $ref: '#/components/responses/Unavailable' },
    },
  };
}
