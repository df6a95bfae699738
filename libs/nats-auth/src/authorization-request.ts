import type { JsonObject } from './nats-jwt.ts';
import { decodeNatsJwt, isJsonObject } from './nats-jwt.ts';
import { decodeNkey } from './nkey.ts';

/** What a NATS server tells of somebody who wants to connect. */
export interface AuthorizationRequest {
  /** `N…` of the server's present run; the same key signed the request. */
  readonly serverId: string;
  /** `U…`, made for this one connection: an answer is for nobody else. */
  readonly userKey: string;
  /** The connection's number on that server. */
  readonly clientId: number;
  /** Where it comes from, as the server sees it. */
  readonly host: string;
  /** What was shown; empty where nothing was. */
  readonly token: string;
  /** What the client calls itself, and its library: nothing to rely on. */
  readonly name: string;
  readonly language: string;
  /** Who the server wants the answer from, `A…`. */
  readonly issuer: string;
  /** When the server stops waiting, milliseconds since the epoch. */
  readonly endsAt: number;
}

const audience = 'nats-authorization-request';

/** Reads a server's request; `undefined` for what no server can have sent. */
export function readAuthorizationRequest(text: string): AuthorizationRequest | undefined {
  const claims = decodeNatsJwt(text, 'server');
  if (claims?.['aud'] !== audience) return undefined;
  const told = objectOf(claims['nats']);
  const client = objectOf(told['client_info']);
  const options = objectOf(told['connect_opts']);
  const request = {
    serverId: textIn(objectOf(told['server_id'])['id']),
    userKey: textIn(told['user_nkey']),
    clientId: numberIn(client['id']),
    host: textIn(client['host']),
    token: textIn(options['auth_token']),
    name: textIn(options['name']),
    language: textIn(options['lang']),
    issuer: textIn(claims['sub']),
    endsAt: numberIn(claims['exp']) * 1_000,
  };
  // A server speaks for its own connections only.
  const isTheServers = request.serverId === claims['iss'];
  const isForSomebody = request.clientId > 0 && decodeNkey('user', request.userKey) !== undefined;
  return isTheServers && isForSomebody ? request : undefined;
}

/** Nothing is in what is no object. */
function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberIn(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0;
}
