export { csrfToken } from './csrf-token.ts';
export type { Principal, VerifiedPrincipal } from './principal.ts';
export { serviceTokens } from './service-token.ts';
export type { ServiceTokens, ServiceTokensConfig } from './service-token.ts';
export { signPrincipal } from './sign-principal.ts';
export { newSigningPair, proveKey } from './signing-key.ts';
export type { ProvenKey, SigningKey, SigningPair } from './signing-key.ts';
export { principalExpired, principalVerifier } from './verify-principal.ts';
export type { VerifierConfig, VerifyPrincipal } from './verify-principal.ts';
