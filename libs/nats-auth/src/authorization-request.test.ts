import { createServer, createUser } from '@nats-io/nkeys';
import { expect, test } from '@jest/globals';
import { readAuthorizationRequest } from './authorization-request.ts';

const server = createServer();
const user = createUser().getPublicKey();
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Parts {
  readonly header?: unknown;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly nats?: Readonly<Record<string, unknown>>;
}

/** As a server writes one. */
function requestOf({ header = { typ: 'JWT', alg: 'ed25519-nkey' }, claims, nats }: Parts = {}): string {
  const id = server.getPublicKey();
  const told = {
    server_id: { name: 'nats-0', id },
    user_nkey: user,
    client_info: { host: '192.0.2.7', id: 14, kind: 'Client', type: 'nats' },
    connect_opts: { auth_token: 'a token', name: 'arm 7', lang: 'nats.js' },
    ...nats,
  };
  const base = { aud: 'nats-authorization-request', exp: 1_795_464_896, iss: id, sub: 'ABC', nats: told };
  const signed = `${encode(header)}.${encode({ ...base, ...claims })}`;
  return `${signed}.${Buffer.from(server.sign(Buffer.from(signed))).toString('base64url')}`;
}

test('reads who wants to connect, where, and what they show', () => {
  const request = readAuthorizationRequest(requestOf());

  expect(request).toEqual({
    serverId: server.getPublicKey(),
    userKey: user,
    clientId: 14,
    host: '192.0.2.7',
    token: 'a token',
    name: 'arm 7',
    language: 'nats.js',
    issuer: 'ABC',
    endsAt: 1_795_464_896_000,
  });
});

test('one who shows nothing shows an empty token', () => {
  expect(readAuthorizationRequest(requestOf({ nats: { connect_opts: undefined } }))).toMatchObject({
    token: '',
    name: '',
  });
});

const other = createServer().getPublicKey();
const good = requestOf();
const [head = '', body = '', signature = ''] = good.split('.');

test.each<[string, string]>([
  ['empty', ''],
  ['no JWT', 'hello'],
  ['two parts of one', `${head}.${body}`],
  ['four parts of one', `${good}.`],
  ['no JSON', `${head}.${Buffer.from('{').toString('base64url')}.${signature}`],
  ['a JSON list', `${head}.${encode([])}.${signature}`],
  ['signed in another way', requestOf({ header: { typ: 'JWT', alg: 'none' } })],
  ['not signed', `${head}.${body}.`],
  ['signed for other words', `${head}.${encode({ iss: server.getPublicKey() })}.${signature}`],
  ['signed by another server than it names', requestOf({ claims: { iss: other }, nats: { server_id: { id: other } } })],
  ['changed after it was signed', `${head}.${requestOf({ claims: { iat: 1 } }).split('.')[1] ?? ''}.${signature}`],
  ['signed by somebody else than it names', requestOf({ claims: { iss: other } })],
  ['of a user', requestOf({ claims: { iss: user } })],
  ['without an issuer', requestOf({ claims: { iss: 7 } })],
  ['for another audience', requestOf({ claims: { aud: 'x' } })],
  ['about a connection of another server', requestOf({ nats: { server_id: { id: other } } })],
  ['without a user key', requestOf({ nats: { user_nkey: other } })],
  ['without a connection', requestOf({ nats: { client_info: { id: '14' } } })],
  ['without anything told', requestOf({ claims: { nats: null } })],
  ['too long', requestOf({ nats: { connect_opts: { name: 'x'.repeat(70_000) } } })],
])('what is %s is no request', (_what, text) => {
  expect(readAuthorizationRequest(text)).toBeUndefined();
});
