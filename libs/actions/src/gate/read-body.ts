import type { Declaration } from '../declaration.ts';
import { requestParts } from '../request-parts.ts';
import { parseBody } from './parse-body.ts';
import type { ParsedBody } from './parse-body.ts';
import { invalidRequest, violation } from './violations.ts';

const noBody: ParsedBody = { value: {}, escaped: false };

/**
 * Reads the bodies of an action. No bytes mean `{}` where nothing has to be in it.
 * @throws {AppError} `invalid` when there is no body but has to be one, or when it is no JSON object.
 */
export function bodyReader(declaration: Declaration): (bytes: Uint8Array) => ParsedBody {
  const isNeeded = declaration.method === 'PATCH' || requestParts(declaration).body.some(({ rules }) => rules.required);
  return (bytes) => {
    if (bytes.byteLength > 0) return parseBody(bytes);
    if (isNeeded) throw invalidRequest([violation(['body'], 'missing', 'Field required')]);
    return noBody;
  };
}
