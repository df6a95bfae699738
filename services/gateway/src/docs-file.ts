import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fixedHeaders } from './answer.ts';

/** What is the same for everybody, kept in memory. */
export interface StaticFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** Quoted, made of the content. */
  readonly etag: string;
}

/** A file that is made when it is first asked for, and then kept. */
export function cachedFile(contentType: string, make: () => Buffer): () => StaticFile {
  let file: StaticFile | undefined;
  return () => {
    if (file !== undefined) return file;
    const bytes = make();
    file = { bytes, contentType, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
    return file;
  };
}

/** Sends a file, or 304 to who has it already. `policy` replaces the content security policy of other answers. */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, contentType, etag }: StaticFile,
  policy: string = fixedHeaders['content-security-policy'],
): FastifyReply {
  reply.headers({
    ...fixedHeaders,
    'content-type': contentType,
    // Kept, but asked after each time: an upgrade shows at once, and costs one small question.
    'cache-control': 'no-cache',
    'content-security-policy': policy,
    etag,
    'x-request-id': request.id,
  });
  if (!isKnown(request.raw.headers['if-none-match'], etag)) return reply.send(bytes);
  return reply.removeHeader('content-type').code(304).send();
}

/** RFC 9110, 13.1.2: compared weakly, `*` matches whatever is there. */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
