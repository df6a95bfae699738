import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@benchline/errors';
import type { Party } from '@benchline/proto/benchline/command/v1/command.ts';

/** What a request shows of its caller, nothing verified. `undefined` where the header is absent. */
export interface Credentials {
  readonly bearer: string | undefined;
  readonly apiKey: string | undefined;
  /** The id of the organization that the caller believes to speak for. */
  readonly organization: string | undefined;
}

/** Who a verified caller is and what the credential allows. */
export interface Principal {
  readonly organizationId: number;
  readonly organizationName: string;
  readonly actor: Party;
  readonly credentialMethod: 'key' | 'session';
  readonly credentialId: string;
  readonly scopes: ReadonlySet<string>;
}

/**
 * The port to whoever knows the credentials.
 * @throws {AppError} `unauthenticated` with one of the sentences of the contract; `unavailable` when it can't be known now.
 */
export type Authenticate = (credentials: Credentials) => Promise<Principal>;

const bearerPattern = /^bearer +(\S.*)$/i;

/** @throws {AppError} `unauthenticated` when the headers name no credential at all. */
export function readCredentials(headers: IncomingHttpHeaders): Credentials {
  const apiKey = single(headers['x-api-key']);
  const bearer = readBearer(headers.authorization);
  if (bearer === undefined && apiKey === undefined) throw missingCredential();
  return { bearer, apiKey, organization: single(headers['x-organization']) };
}

/** One answer for every key that isn't good, so that nobody learns why. */
export function invalidKey(): AppError {
  return new AppError('unauthenticated', 'Invalid API key', 'The API key is not valid');
}

function readBearer(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const bearer = bearerPattern.exec(authorization)?.[1];
  if (bearer === undefined) throw missingCredential();
  return bearer;
}

function missingCredential(): AppError {
  return new AppError(
    'unauthenticated',
    'Missing or invalid authorization header',
    'Send the key as "Authorization: Bearer <key>" or as "x-api-key: <key>"',
  );
}

/** The server joins repeated headers with a comma, which no key contains: naming two is naming none. */
function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
