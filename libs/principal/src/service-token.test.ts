import { expect, test } from '@jest/globals';
import { newSigningPair, serviceTokens, signPrincipal } from '@benchline/principal';

const secret = 'a secret that services share, long enough';

function tokens(service: string, own: string = secret, clock: () => number = () => 0) {
  return serviceTokens({ service, secret: own, clock });
}

const refused = expect.objectContaining({ kind: 'unauthenticated', reason: 'principal_invalid' });

// @req auth.signed-principal
test('a service knows another one by the secret they share', () => {
  expect(tokens('execution').read(tokens('audit').own())).toBe('audit');
});

// @req auth.signed-principal
test.each<[string, () => string | undefined]>([
  ['nothing', () => undefined],
  ['an empty token', () => ''],
  ['a token of another installation', () => tokens('audit', 'the secret of somebody else, also long').own()],
  ['a token whose minute is over', () => tokens('audit', secret, () => -60_000).own()],
  ['a token whose name was changed', () => renamed(tokens('audit').own(), 'gateway')],
  ['a signed principal', () => signPrincipal(nobody, 60_000, newSigningPair(60_000))],
])('%s is refused', (_what, shown) => {
  expect(() => tokens('execution').read(shown())).toThrow(refused);
});

test('a token is made anew long before it ends', () => {
  let now = 0;
  const audit = tokens('audit', secret, () => now);
  const first = audit.own();

  now = 29_000;
  expect(audit.own()).toBe(first);
  now = 31_000;
  expect(audit.own()).not.toBe(first);
});

const nobody = {
  organizationId: 1,
  organizationName: '',
  actor: { kind: 'person', id: 1, name: '' },
  credentialMethod: 'key',
  credentialId: '1',
  scopes: [],
} as const;

function renamed(token: string, sub: string): string {
  const [header = '', , signature = ''] = token.split('.');
  return [header, Buffer.from(JSON.stringify({ sub, exp: 60 })).toString('base64url'), signature].join('.');
}
