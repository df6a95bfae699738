import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { cachedFile, sendFile } from '../docs-file.ts';

/** Everything from our own origin, nothing inline; the form is sent by the script alone. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = fileOf('set-up.html', 'text/html; charset=utf-8');
const assets = {
  'form.js': fileOf('set-up.js', 'text/javascript; charset=utf-8'),
  'form.css': fileOf('set-up.css', 'text/css; charset=utf-8'),
};

/** Adds the page that a set-up link opens. The link's token stands behind its `#`, which no server and no log gets to see. */
export function addPages(app: FastifyInstance): void {
  app.get('/set-up', (request, reply) => sendFile(request, reply, page(), pagePolicy));
  for (const [name, file] of Object.entries(assets)) {
    app.get(`/set-up/${name}`, (request, reply) => sendFile(request, reply, file()));
  }
}

function fileOf(name: string, contentType: string): ReturnType<typeof cachedFile> {
  return cachedFile(contentType, () => readFileSync(new URL(name, import.meta.url)));
}
