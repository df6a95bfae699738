import type { IncomingMessage } from 'node:http';
import type { Violation } from '@benchline/errors';

/** Under which conditions a write is asked for; empty where nothing was said. */
export interface WriteTerms {
  readonly idempotencyKey: string;
  /** A quoted version or `*`. */
  readonly ifMatch: string;
  readonly reason: string;
}

const reasonLengthMax = 1000;
/** Visible ASCII with space inside, 1 to 255. */
const idempotencyKeyPattern = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;
const versionTag = /^"[1-9][0-9]{0,15}"$/;
/** RFC 9110, 8.8.3: an entity tag, weak or strong. */
const entityTag = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;
/** Versions start at 1, so this is no record's. */
const tagOfNone = '"0"';

/** Reads the headers of a write. What breaks a rule is told in `violations`. */
export function readWriteTerms(request: Headed, takesIfMatch: boolean, violations: Violation[]): WriteTerms {
  return {
    idempotencyKey: readIdempotencyKey(request, violations),
    ifMatch: takesIfMatch ? readIfMatch(request, violations) : '',
    reason: readReason(request, violations),
  };
}

export type Headed = Pick<IncomingMessage, 'headers' | 'rawHeaders'>;

function readIdempotencyKey(request: Headed, violations: Violation[]): string {
  const key = once(request, 'Idempotency-Key', violations);
  if (key === undefined) return '';
  if (!idempotencyKeyPattern.test(key)) {
    violations.push(
      inHeader('Idempotency-Key', '1 to 255 printable ASCII characters expected', 'string_pattern_mismatch'),
    );
  }
  return key;
}

function readIfMatch(request: Headed, violations: Violation[]): string {
  const tag = once(request, 'If-Match', violations);
  if (tag === undefined) return '';
  if (tag === '*' || versionTag.test(tag)) return tag;
  if (!entityTag.test(tag)) {
    violations.push(inHeader('If-Match', 'One quoted version or * expected', 'string_pattern_mismatch'));
  }
  // A tag of another kind is well-formed and matches nothing (RFC 9110, 13.1.1): the record's owner refuses it with the version.
  return tagOfNone;
}

function readReason(request: Headed, violations: Violation[]): string {
  const sent = once(request, 'X-Reason', violations);
  if (sent === undefined) return '';
  const reason = decodeUtf8(sent);
  // Code units first: counting characters of a short text would be for nothing.
  if (reason.length > reasonLengthMax && Array.from(reason).length > reasonLengthMax) {
    violations.push(inHeader('X-Reason', `At most ${reasonLengthMax} characters expected`, 'string_too_long'));
  }
  return reason;
}

/** Header bytes reach us as Latin-1; a reason in any language is sent as UTF-8, and taken as such if it is. */
function decodeUtf8(sent: string): string {
  if (!/[\x80-\xff]/.test(sent)) return sent;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(sent, 'latin1'));
  } catch {
    return sent;
  }
}

/** A header that may be given once. Repeated ones reach us joined by a comma and a space, which a value may hold as well. */
function once(request: Headed, name: string, violations: Violation[]): string | undefined {
  const value = request.headers[name.toLowerCase()];
  if (value === undefined) return undefined;
  const text = Array.isArray(value) ? value.join(', ') : value;
  if (text.includes(', ') && occurrences(request.rawHeaders, name) > 1) {
    violations.push(inHeader(name, 'May be given once', 'duplicate'));
  }
  return text;
}

function occurrences(rawHeaders: readonly string[], name: string): number {
  const wanted = name.toLowerCase();
  return rawHeaders.filter((text, place) => place % 2 === 0 && text.toLowerCase() === wanted).length;
}

function inHeader(name: string, msg: string, type: string): Violation {
  return { loc: ['header', name], msg, type };
}
