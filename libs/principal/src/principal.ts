/** Who a request is made by and what it may do, as identity has found it. It travels signed, for seconds. */
export interface Principal {
  readonly organizationId: number;
  readonly organizationName: string;
  readonly actor: { readonly kind: string; readonly id: number; readonly name: string };
  /** How the actor showed who it is. */
  readonly credentialMethod: 'key' | 'session';
  readonly credentialId: string;
  /** What both the role and the credential allow. */
  readonly scopes: readonly string[];
}

/** A principal whose signature holds, and its end. */
export interface VerifiedPrincipal extends Principal {
  /** From then on nothing may be done on it; milliseconds since the epoch. */
  readonly endsAt: number;
}
