import { errorTable, wireError, type AppError } from '@benchline/errors';
import type { ExecuteResponse } from '@benchline/proto/benchline/command/v1/command.ts';
import type { FastifyReply } from 'fastify';

/** Nothing here is for a browser to render, guess at or keep. */
export const fixedHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

const copiedBytesMax = 16_384;
/** Seconds to wait where nobody said how many. */
const retryAfterSecondsDefault = 1;

/** Sends a service's answer as it came. */
export function sendAnswer(reply: FastifyReply, answer: ExecuteResponse): void {
  const { status, version } = answer;
  begin(reply, status);
  if (version > 0) reply.header('etag', `"${version}"`);
  if (answer.replayed) reply.header('idempotency-replayed', 'true');
  if (answer.dryRun) reply.header('dry-run', 'true');
  if (mayBeRepeated(status)) reply.header('retry-after', answer.retryAfterSeconds || retryAfterSecondsDefault);
  if (answer.body.length > 0) reply.send(inOneWrite(answer.body));
  else reply.removeHeader('content-type').send();
}

/** Node writes headers and a text at once, and bytes after the headers. A copy of a large body would cost more than that. */
function inOneWrite(body: Uint8Array): Uint8Array | string {
  if (body.length > copiedBytesMax) return body;
  return Buffer.from(body.buffer, body.byteOffset, body.length).toString();
}

/** Sends what the gateway itself has to say. */
export function sendJson(reply: FastifyReply, status: number, body: unknown): void {
  begin(reply, status).send(JSON.stringify(body));
}

/** Sends a refusal in the one shape that all have. */
export function sendError(reply: FastifyReply, error: AppError): void {
  reply.headers(errorHeaders(error));
  sendJson(reply, errorTable[error.kind].http, wireError(error));
}

/** What a refusal carries beside its body. */
export function errorHeaders(error: AppError): Readonly<Record<string, string>> {
  const status = errorTable[error.kind].http;
  const headers: Record<string, string> = {};
  if (status === errorTable.unauthenticated.http) headers['www-authenticate'] = 'Bearer';
  if (mayBeRepeated(status)) headers['retry-after'] = String(error.retryAfterSeconds ?? retryAfterSecondsDefault);
  return headers;
}

function begin(reply: FastifyReply, status: number): FastifyReply {
  return reply.code(status).headers(fixedHeaders).header('x-request-id', reply.request.id);
}

function mayBeRepeated(status: number): boolean {
  return status === errorTable.unavailable.http || status === errorTable.rate_limited.http;
}
