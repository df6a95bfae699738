import { createAccount, createServer, createUser, fromPublic } from '@nats-io/nkeys';
import { expect, test } from '@jest/globals';
import { accountSigner, decodeNkey, encodeNkey } from './nkey.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test('signs for the account of a seed, so that others can verify it', () => {
  const account = createAccount();
  const signer = accountSigner(text(account.getSeed()));

  const signature = signer?.sign('some words') ?? Buffer.alloc(0);

  expect(signer?.publicKey).toBe(account.getPublicKey());
  expect(fromPublic(account.getPublicKey()).verify(Buffer.from('some words'), signature)).toBe(true);
  expect(fromPublic(account.getPublicKey()).verify(Buffer.from('other words'), signature)).toBe(false);
});

const seed = text(createAccount().getSeed());
/** Another letter in its place. */
const swapped = (at: number): string => seed.slice(0, at) + (seed[at] === 'B' ? 'C' : 'B') + seed.slice(at + 1);

test.each([
  ['of a user', text(createUser().getSeed())],
  ['of a server', text(createServer().getSeed())],
  ['that is none but a public key', createAccount().getPublicKey()],
  ['with a wrong letter', swapped(20)],
  ['with a wrong checksum', swapped(57)],
  ['in small letters', seed.toLowerCase()],
  ['that is cut off', seed.slice(0, -1)],
  ['with something behind it', `${seed}A`],
  ['of nothing', ''],
])('a seed %s is no account’s', (_what, wrong) => {
  expect(accountSigner(wrong)).toBeUndefined();
});

test.each([
  ['account', createAccount()],
  ['server', createServer()],
  ['user', createUser()],
] as const)('reads and writes the public key of a %s as others do', (kind, pair) => {
  const raw = decodeNkey(kind, pair.getPublicKey());

  expect(raw).toHaveLength(32);
  expect(encodeNkey(kind, raw ?? Buffer.alloc(0))).toBe(pair.getPublicKey());
  expect(decodeNkey(kind === 'user' ? 'account' : 'user', pair.getPublicKey())).toBeUndefined();
});
