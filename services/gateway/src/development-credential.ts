import { hash, timingSafeEqual } from 'node:crypto';
import { invalidKey, type Authenticate, type Credentials, type Principal } from './authenticate.ts';

export interface DevelopmentCredential {
  /** The whole secret, `biokey_<16>.<32 or more>`. Without one there is no key that anybody could show. */
  readonly key: string | undefined;
  readonly organizationName: string;
  readonly scopes: readonly string[];
}

/** One key from the settings that stands for the one service account of organization 1. For development only. */
export function developmentCredential(credential: DevelopmentCredential): Authenticate {
  const { key } = credential;
  if (key === undefined) return () => Promise.reject(invalidKey());
  const digest = digestOf(key);
  const principal = developmentPrincipal(credential);
  // async, so that a refusal is a rejected promise like that of any other driver
  return async (shown) => {
    if (!namesOnly(digest, shown, principal)) throw invalidKey();
    return Promise.resolve(principal);
  };
}

function developmentPrincipal({ organizationName, scopes }: DevelopmentCredential): Principal {
  return {
    organizationId: 1,
    organizationName,
    actor: { kind: 'service_account', id: 1, name: 'development' },
    credentialMethod: 'key',
    credentialId: '1',
    scopes: new Set(scopes),
  };
}

/** Every credential that is shown must be the key, and an organization that is named must be the key's. */
function namesOnly(digest: Buffer, { bearer, apiKey, organization }: Credentials, principal: Principal): boolean {
  if (bearer !== undefined && !timingSafeEqual(digest, digestOf(bearer))) return false;
  if (apiKey !== undefined && !timingSafeEqual(digest, digestOf(apiKey))) return false;
  if (bearer === undefined && apiKey === undefined) return false;
  return organization === undefined || organization === String(principal.organizationId);
}

/** Digests have one length, so comparing them tells nothing about the length of the key either. */
function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
