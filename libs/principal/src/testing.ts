import type { Principal } from './principal.ts';
import type { ServiceTokens } from './service-token.ts';
import { serviceTokens } from './service-token.ts';
import { signPrincipal } from './sign-principal.ts';
import { newSigningPair, proveKey } from './signing-key.ts';
import type { VerifyPrincipal } from './verify-principal.ts';
import { principalVerifier } from './verify-principal.ts';

/** What stands in for identity where a test calls a service directly. */
export interface TestTrust {
  readonly verify: VerifyPrincipal;
  readonly tokens: ServiceTokens;
  /** A token that holds for a minute: a key of organization 1 with the scopes. */
  readonly sign: (principal?: Partial<Principal>) => string;
}

export function testTrust(clock: () => number = Date.now): TestTrust {
  const secret = 'the secret of services in a test, long enough';
  const pair = newSigningPair(Number.MAX_SAFE_INTEGER);
  const keys = (): Promise<readonly ReturnType<typeof proveKey>[]> => Promise.resolve([proveKey(pair.key, secret)]);
  return {
    verify: principalVerifier({ keys, secret, clock }),
    tokens: serviceTokens({ service: 'test', secret, clock }),
    sign: (principal = {}) => signPrincipal({ ...testPrincipal, ...principal }, clock() + 60_000, pair),
  };
}

const testPrincipal: Principal = {
  organizationId: 1,
  organizationName: 'Test Org',
  actor: { kind: 'person', id: 1, name: 'Ada' },
  credentialMethod: 'session',
  credentialId: 's1',
  scopes: [],
};
