import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { cachedFile, sendFile, type StaticFile } from './docs-file.ts';

/** Everything from our own origin, nothing inline; images may stand in the style sheet, where Swagger UI has its icons. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const javaScript = 'text/javascript; charset=utf-8';

/** All that can be had below a page: nothing else of the package is reachable. */
const assets: readonly (readonly [name: string, file: () => StaticFile])[] = [
  ['swagger-ui.css', cachedFile('text/css; charset=utf-8', () => ofSwaggerUi('swagger-ui.css'))],
  ['swagger-ui-bundle.js', cachedFile(javaScript, () => ofSwaggerUi('swagger-ui-bundle.js'))],
  ['favicon-32x32.png', cachedFile('image/png', () => ofSwaggerUi('favicon-32x32.png'))],
  ['initialize.js', cachedFile(javaScript, () => Buffer.from(initialize))],
];

/** Adds the page that shows the OpenAPI document beside it, to read and to try. */
export function addDocs(app: FastifyInstance, base: string, title: string): void {
  const page = cachedFile('text/html; charset=utf-8', () => Buffer.from(pageOf(title)));
  app.get(`${base}/docs`, (request, reply) => sendFile(request, reply, page(), pagePolicy));
  for (const [name, file] of assets) {
    app.get(`${base}/docs/${name}`, (request, reply) => sendFile(request, reply, file()));
  }
}

/** Addresses are relative, so that the page works behind a proxy that puts the product under a path of its own. */
function pageOf(title: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="icon" type="image/png" sizes="32x32" href="docs/favicon-32x32.png" />
    <link rel="stylesheet" href="docs/swagger-ui.css" />
    <script src="docs/swagger-ui-bundle.js" defer></script>
    <script src="docs/initialize.js" defer></script>
  </head>
  <body>
    <div id="reference"></div>
    <noscript>This page needs JavaScript; the same is in <a href="openapi.json">openapi.json</a>.</noscript>
  </body>
</html>
`;
}

/** No validator: it is somebody else's server. */
const initialize = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  displayRequestDuration: true,
  filter: true,
  validatorUrl: null,
});
`;

function ofSwaggerUi(name: string): Buffer {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return readFileSync(join(folder, name));
}
