import { expect, test } from '@jest/globals';
import type { Principal, ProvenKey, SigningPair } from '@benchline/principal';
import { newSigningPair, principalVerifier, proveKey, signPrincipal } from '@benchline/principal';

const secret = 'a secret that services share, long enough';
const lims: Principal = {
  organizationId: 7,
  organizationName: 'Größe & Co',
  actor: { kind: 'service_account', id: 3, name: 'LIMS' },
  credentialMethod: 'key',
  credentialId: '12',
  scopes: ['samples:view'],
};

interface Trust {
  now: number;
  asked: number;
  keys: readonly ProvenKey[];
}

function trust(...pairs: readonly SigningPair[]) {
  const state: Trust = { now: 1_000_000, asked: 0, keys: pairs.map(({ key }) => proveKey(key, secret)) };
  const keys = (): Promise<readonly ProvenKey[]> => {
    state.asked += 1;
    return Promise.resolve(state.keys);
  };
  return { state, verify: principalVerifier({ keys, secret, clock: () => state.now }) };
}

const hour = 3_600_000;

// @req auth.signed-principal
test('a principal is read as it was signed, until it expires', async () => {
  const pair = newSigningPair(hour);
  const { state, verify } = trust(pair);
  const token = signPrincipal(lims, state.now + 5_000, pair);

  const { now } = state;
  expect(await verify(token)).toEqual({ ...lims, endsAt: now + 5_000 });
  state.now += 4_999;
  expect(await verify(token)).toEqual({ ...lims, endsAt: now + 5_000 });
  state.now += 1;
  await expect(verify(token)).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'principal_expired' });
});

// @req auth.signed-principal
test('a call without a principal is refused', async () => {
  const { verify } = trust(newSigningPair(hour));

  await expect(verify(undefined)).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'principal_required' });
});

function withPayload(token: string, change: (payload: Record<string, unknown>) => unknown): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const read = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  return [header, Buffer.from(JSON.stringify(change(read))).toString('base64url'), signature].join('.');
}

function withHeader(token: string, header: object): string {
  return [Buffer.from(JSON.stringify(header)).toString('base64url'), ...token.split('.').slice(1)].join('.');
}

// @req auth.signed-principal
test.each<[string, (token: string, pair: SigningPair) => string]>([
  ['no token at all', () => 'nonsense'],
  ['an empty one', () => ''],
  ['one with more scopes than were signed', (token) => withPayload(token, (was) => ({ ...was, scopes: ['a:b'] }))],
  ['one of another organization', (token) => withPayload(token, (was) => ({ ...was, organizationId: 8 }))],
  ['one that lives longer', (token) => withPayload(token, (was) => ({ ...was, exp: Number(was['exp']) + 60 }))],
  ['one without an end', (token) => withPayload(token, ({ exp: _, ...rest }) => rest)],
  ['one that says it needs no signature', (token, { key }) => withHeader(token, { alg: 'none', kid: key.id })],
  ['one that names a shared secret', (token, { key }) => withHeader(token, { alg: 'HS256', kid: key.id })],
  ['one whose signature is cut off', (token) => token.slice(0, token.lastIndexOf('.'))],
  ['one with an empty signature', (token) => token.slice(0, token.lastIndexOf('.') + 1)],
  ['one with something behind it', (token) => `${token}.more`],
  ['one by a key that nobody knows', () => signPrincipal(lims, 2_000_000, newSigningPair(hour))],
  [
    "one by somebody else's key under a known name",
    (_, { key }) => signPrincipal(lims, 2_000_000, { ...newSigningPair(hour), key }),
  ],
])('%s is refused', async (_what, forge) => {
  const pair = newSigningPair(2 * hour);
  const { state, verify } = trust(pair);
  const token = signPrincipal(lims, state.now + 5_000, pair);

  await expect(verify(forge(token, pair))).rejects.toMatchObject({
    kind: 'unauthenticated',
    reason: 'principal_invalid',
  });
});

test('a key for which nobody with the secret vouches is no key', async () => {
  const pair = newSigningPair(hour);
  const { state, verify } = trust();
  state.keys = [proveKey(pair.key, 'another secret, of somebody in between')];

  await expect(verify(signPrincipal(lims, 2_000_000, pair))).rejects.toMatchObject({ reason: 'principal_invalid' });
});

test('a key that came later is learnt with the first principal that it signed', async () => {
  const [old, next] = [newSigningPair(hour), newSigningPair(2 * hour)];
  const { state, verify } = trust(old);
  await verify(signPrincipal(lims, 2_000_000, old));

  state.keys = [old, next].map(({ key }) => proveKey(key, secret));
  state.now += 1_000;

  expect(await verify(signPrincipal(lims, 2_000_000, next))).toMatchObject(lims);
  expect(await verify(signPrincipal(lims, 2_000_000, old))).toMatchObject(lims);
});

// @req auth.signed-principal
test.each(['is', 'is not'])(
  'nothing holds longer than the key that signed it, when the principal %s known',
  async (known) => {
    const { state, verify } = trust(newSigningPair(hour));
    const pair = newSigningPair(state.now + 5_000);
    state.keys = [proveKey(pair.key, secret)];
    const token = signPrincipal(lims, state.now + 60_000, pair);
    await verify(known === 'is' ? token : signPrincipal({ ...lims, credentialId: '13' }, state.now + 60_000, pair));

    state.now += 4_999;
    if (known === 'is') expect(await verify(token)).toMatchObject(lims);
    state.now += 1;

    await expect(verify(token)).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'principal_expired' });
  },
);

test('nonsense makes nobody ask for keys more than a few times a second', async () => {
  const { state, verify } = trust(newSigningPair(hour));
  const forged = Array.from({ length: 50 }, () => signPrincipal(lims, 2_000_000, newSigningPair(hour)));

  for (const token of forged) await verify(token).catch(() => undefined);

  expect(state.asked).toBe(1);
});

test('when the keys can not be had, the call can not be judged', async () => {
  const pair = newSigningPair(hour);
  const away = Object.assign(new Error('away'), { kind: 'unavailable' });
  const verify = principalVerifier({ keys: () => Promise.reject(away), secret, clock: () => 0 });

  await expect(verify(signPrincipal(lims, 1_000, pair))).rejects.toBe(away);
});
