import { AppError, errorTable, wireError } from '@benchline/errors';
import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { fixedHeaders } from './answer.ts';
import { requestIdOf } from './request-id.ts';

/** An error of a connection as Node's HTTP parser and timers report it. */
export interface ConnectionFailure {
  readonly code?: string;
}

/** The answer to what was no HTTP request, as far as the connection can still take one. Who sent it is not known. */
export function answerBrokenRequest(failure: ConnectionFailure, socket: Socket): AppError | undefined {
  if (failure.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return undefined;
  }
  const error = refusalOf(failure.code);
  socket.end(rawAnswer(error));
  return error;
}

/** A whole HTTP/1.1 response that closes the connection. */
export function rawAnswer(error: AppError): string {
  const body = JSON.stringify(wireError(error));
  const status = errorTable[error.kind].http;
  const headers = {
    ...fixedHeaders,
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': requestIdOf(undefined),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n');
}

function refusalOf(code: string | undefined): AppError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new AppError('headers_too_large', 'headers_too_large', 'Request line and headers are too long');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new AppError('bad_request', 'request_timeout', 'The request took too long to arrive');
  }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return new AppError('payload_too_large', 'payload_too_large', 'Chunk extensions are too long');
  }
  return malformedRequest();
}

export function malformedRequest(): AppError {
  return new AppError('bad_request', 'bad_request', 'This is no well-formed HTTP request');
}
