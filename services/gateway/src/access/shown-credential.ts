import type { IncomingHttpHeaders } from 'node:http';
import { methodOf, type CredentialMethod } from './credential.ts';
import { invalidCredential, missingCredential } from './refusals.ts';
import { sessionCookie } from './session-cookie.ts';

/** The one credential that a request shows, nothing verified. */
export interface Shown {
  readonly text: string;
  readonly method: CredentialMethod;
  /** A browser sends cookies by itself, so that a write by cookie has to prove more. */
  readonly byCookie: boolean;
  /** The id of the organization that the caller believes to speak for. */
  readonly organization: string | undefined;
}

const bearerPattern = /^bearer +(\S.*)$/i;

/**
 * Reads bearer, `x-api-key` and, where there is neither, the session cookie.
 * @throws {AppError} `unauthenticated` for none, and for two that differ.
 */
export function readShown(headers: IncomingHttpHeaders): Shown {
  const organization = single(headers['x-organization']);
  const apiKey = single(headers['x-api-key']);
  const bearer = readBearer(headers.authorization);
  if (bearer !== undefined || apiKey !== undefined) {
    const text = oneOf(bearer, apiKey);
    return { text, method: methodOf(text), byCookie: false, organization };
  }
  const text = sessionCookie(headers.cookie);
  if (text === undefined) throw missingCredential();
  return { text, method: 'session', byCookie: true, organization };
}

function oneOf(bearer: string | undefined, apiKey: string | undefined): string {
  if (apiKey === undefined) return bearer ?? '';
  const same = bearer === undefined || bearer === apiKey;
  // The header for keys takes keys only.
  if (!same || methodOf(apiKey) !== 'key') throw invalidCredential('key');
  return apiKey;
}

function readBearer(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const bearer = bearerPattern.exec(authorization)?.[1];
  if (bearer === undefined) throw missingCredential();
  return bearer;
}

/** The server joins repeated headers with a comma, which no credential contains: naming two is naming none. */
function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
