import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { AppError } from '@benchline/errors';
import { isJson } from './media-type.ts';
import type { BodyMemory } from './body-memory.ts';
import { overloaded } from './overloaded.ts';

const noBody = Buffer.alloc(0);

export interface BodyRules {
  readonly bytesMax: number;
  readonly memory: BodyMemory;
}

/** A request as far as its body is concerned; an `IncomingMessage` is one. */
export interface BodySource extends Readable {
  readonly headers: IncomingHttpHeaders;
}

/**
 * The body's bytes as they came, empty where there is none. Their memory is the caller's to give back.
 * Refuses as early as it can: by the headers, else while the bytes come. What is left flows on and is dropped, so that the answer is
 * seen: a connection closed over unread bytes is reset, and the answer lost with it. The server's request timeout bounds that.
 * @throws {AppError} `unsupported_media_type`, `payload_too_large`, `unavailable` when too much is held already, `bad_request`.
 */
export async function readBody(source: BodySource, rules: BodyRules): Promise<Buffer> {
  const { headers } = source;
  const length = headers['content-length'];
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return noBody;
  if (!isJson(headers['content-type']) || isEncoded(headers['content-encoding'])) throw unsupportedMediaType();
  if (Number(length) > rules.bytesMax) throw payloadTooLarge(rules.bytesMax);
  return collect(source, rules);
}

function collect(source: BodySource, { bytesMax, memory }: BodyRules): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (refusal: AppError) => {
      source.off('data', take).off('end', end).off('close', cut).off('error', cut);
      // Unhandled, an error of a connection that breaks later would end the process.
      source.on('error', ignore);
      memory.give(bytes);
      reject(refusal);
    };
    const take = (chunk: Buffer) => {
      if (bytes + chunk.length > bytesMax) stop(payloadTooLarge(bytesMax));
      else if (!memory.take(chunk.length)) stop(overloaded());
      else {
        bytes += chunk.length;
        chunks.push(chunk);
      }
    };
    const end = () => {
      source.off('close', cut);
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes));
    };
    const cut = () => {
      stop(new AppError('bad_request', 'bad_request', 'The request ended before its body did'));
    };
    source.on('data', take).on('end', end).on('close', cut).on('error', cut);
  });
}

function ignore(): void {
  // nothing is left to be done for this request
}

function isEncoded(encoding: string | undefined): boolean {
  return encoding !== undefined && encoding.toLowerCase() !== 'identity';
}

function unsupportedMediaType(): AppError {
  return new AppError('unsupported_media_type', 'unsupported_media_type', 'Send JSON in UTF-8 as application/json');
}

function payloadTooLarge(bytesMax: number): AppError {
  return new AppError('payload_too_large', 'payload_too_large', `The body is longer than ${bytesMax} bytes`);
}
