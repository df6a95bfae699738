import { createAccount, createServer, createUser } from '@nats-io/nkeys';
import { expect, test } from '@jest/globals';
import { admitted, refusedEntry } from './authorization-response.ts';
import { decodeNatsJwt } from './nats-jwt.ts';
import { accountSigner } from './nkey.ts';

const account = createAccount();
const signer = accountSigner(new TextDecoder().decode(account.getSeed()));
const asked = { serverId: createServer().getPublicKey(), userKey: createUser().getPublicKey() };
const now = 1_700_000_000_999;

function by() {
  if (signer === undefined) throw new Error('the seed is good');
  return { signer, now };
}

test('lets in on the terms that are told, for no longer than is told', () => {
  const permissions = { publish: ['a.>'], subscribe: ['b.>', 'c.>'] };
  const terms = { name: 'robot/1/2', account: 'ROBOTS', permissions, endsAt: now + 10_000 };

  const response = decodeNatsJwt(admitted(asked, terms, by()), 'account');
  const answer = response?.['nats'] as { readonly jwt: string }; // written above
  const user = decodeNatsJwt(answer.jwt, 'account');

  expect(response).toMatchObject({ aud: asked.serverId, sub: asked.userKey, iss: account.getPublicKey() });
  expect(user).toMatchObject({
    ...{ aud: 'ROBOTS', sub: asked.userKey, iss: account.getPublicKey(), name: 'robot/1/2' },
    // The second that has begun is cut off.
    ...{ iat: 1_700_000_000, exp: 1_700_000_010 },
    nats: { pub: { allow: ['a.>'] }, sub: { allow: ['b.>', 'c.>'] }, subs: 100, payload: 1_048_576, type: 'user' },
  });
});

test('keeps out with a reason, and without anything to come in with', () => {
  const response = decodeNatsJwt(refusedEntry(asked, 'no', by()), 'account');

  expect(response).toMatchObject({ aud: asked.serverId, sub: asked.userKey });
  expect(response?.['nats']).toEqual({ error: 'no', type: 'authorization_response', version: 2 });
});
