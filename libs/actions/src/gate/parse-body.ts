import { invalidRequest, violation } from './violations.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A body that is a JSON object. */
export interface ParsedBody {
  readonly value: Readonly<Record<string, unknown>>;
  /**
   * Whether its texts could hold U+0000 or lone surrogates. In valid UTF-8 and valid JSON these come through `\u` escapes only,
   * so without one there is nothing to look for.
   */
  readonly escaped: boolean;
}

/** @throws {AppError} `invalid` when the bytes are no UTF-8, no JSON or no object. Never says what was in them. */
export function parseBody(bytes: Uint8Array): ParsedBody {
  const { value, escaped } = parseJson(bytes);
  if (!isObject(value)) {
    throw invalidRequest([violation(['body'], 'object_type', 'Input should be a JSON object')]);
  }
  return { value, escaped };
}

/** Any JSON; `escaped` as above. @throws {AppError} `invalid`, as above. */
export function parseJson(bytes: Uint8Array): { readonly value: unknown; readonly escaped: boolean } {
  const text = decode(bytes);
  return { value: parse(text), escaped: text.includes('\\u') };
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw invalidRequest([violation(['body'], 'json_invalid', 'The body is not UTF-8')]);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest([violation(['body'], 'json_invalid', 'The body is not JSON')]);
  }
}
