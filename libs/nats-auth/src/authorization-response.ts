import type { AuthorizationRequest } from './authorization-request.ts';
import { encodeNatsJwt } from './nats-jwt.ts';
import type { AccountSigner } from './nkey.ts';

/** Subjects of the only messages that somebody may send and get. */
export interface UserPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

export interface Admission {
  /** How the connection is called on the server. */
  readonly name: string;
  /** Where it belongs. */
  readonly account: string;
  readonly permissions: UserPermissions;
  /** When the server is to close the connection, milliseconds since the epoch; it does so within the second before. */
  readonly endsAt: number;
}

type Asked = Pick<AuthorizationRequest, 'serverId' | 'userKey'>;

/** Subscriptions of a connection: a robot needs three. */
const subscriptionsMax = 100;
/** Of a message; what the broker takes at all. */
const payloadBytesMax = 1_048_576;
const noLimit = -1;
const version = 2;

/** Lets the connection in, on these terms. */
export function admitted(asked: Asked, { name, account, permissions, endsAt }: Admission, by: Answering): string {
  const user = {
    pub: { allow: permissions.publish },
    sub: { allow: permissions.subscribe },
    ...{ subs: subscriptionsMax, data: noLimit, payload: payloadBytesMax },
    // Only those can be disconnected one by one.
    allowed_connection_types: ['STANDARD'],
    ...{ type: 'user', version },
  };
  const claims = { sub: asked.userKey, aud: account, name, exp: Math.floor(endsAt / 1_000), nats: user };
  return response(asked, { jwt: encodeNatsJwt({ ...claims, iat: seconds(by.now) }, by.signer) }, by);
}

/** Keeps the connection out. The reason goes to the server's log, never to who connects. */
export function refusedEntry(asked: Asked, reason: string, by: Answering): string {
  return response(asked, { error: reason }, by);
}

/** Who answers, and when; milliseconds since the epoch. */
export interface Answering {
  readonly signer: AccountSigner;
  readonly now: number;
}

function response(
  { serverId, userKey }: Asked,
  answer: { readonly jwt: string } | { readonly error: string },
  { signer, now }: Answering,
): string {
  const nats = { ...answer, type: 'authorization_response', version };
  return encodeNatsJwt({ sub: userKey, aud: serverId, iat: seconds(now), nats }, signer);
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
